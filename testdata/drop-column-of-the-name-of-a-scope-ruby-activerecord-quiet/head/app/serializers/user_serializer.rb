class UserSerializer < ActiveModel::Serializer
  attributes :id, :theme_name

  def theme_name
    "dark"
  end
end
