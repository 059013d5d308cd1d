# Its attributes are its own: nothing asks a row for them.
class UserPresenter
  include ActiveModel::Model
  include ActiveModel::Attributes

  attribute :nick_name, :string
end
