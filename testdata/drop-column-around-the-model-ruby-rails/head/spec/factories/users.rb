FactoryBot.define do
  factory :user do
    full_name { "x" }
    sequence(:nick_name) { |n| "x#{n}" }
  end
end
