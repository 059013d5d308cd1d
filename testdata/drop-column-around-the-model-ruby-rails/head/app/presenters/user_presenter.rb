class UserPresenter < Blueprinter::Base
  field :nick_name
end
