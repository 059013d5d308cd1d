json.extract! @user, :id, :nick_name
json.(@user, :nick_name)
