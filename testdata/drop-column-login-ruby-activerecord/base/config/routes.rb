Rails.application.routes.draw do
  post "/login", to: "sessions#create"
  get "/health", to: "health#show"
end
