json.extract! @user, :id, :full_name
json.extract! @product, :nick_name
json.nick_name @user.full_name
