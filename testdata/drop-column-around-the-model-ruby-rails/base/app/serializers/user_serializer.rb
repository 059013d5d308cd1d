class UserSerializer < ActiveModel::Serializer
  attributes :id, :nick_name
end
