class UserSerializer < ActiveModel::Serializer
  attributes :id, :theme_name
end
