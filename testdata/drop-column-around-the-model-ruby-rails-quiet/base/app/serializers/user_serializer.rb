class UserSerializer < ActiveModel::Serializer
  attributes :id, :nick_name

  def nick_name
    object.full_name
  end
end
