ActiveRecord::Schema[7.1].define(version: 2024_03_01_090000) do
  create_table "users", force: :cascade do |t|
    t.string "email", null: false
    t.string "login_name"
    t.datetime "created_at", null: false
    t.datetime "updated_at", null: false
  end
end
