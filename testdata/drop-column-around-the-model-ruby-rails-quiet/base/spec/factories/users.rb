FactoryBot.define do
  factory :user do
    full_name { "x" }
    transient do
      nick_name { "x" }
    end
  end
  factory :product do
    nick_name { "y" }
  end
end
