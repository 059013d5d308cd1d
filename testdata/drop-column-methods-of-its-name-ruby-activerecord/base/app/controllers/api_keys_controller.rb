class ApiKeysController < ApplicationController
  def show
    api_key = ApiKey.find_by(hashed: params[:key])
    api_key.label = "shown"
    render json: { key: api_key.hashed, label: api_key.label }
  end

  def create
    ApiKey.create!(name: params[:name], label: params[:label])
  end
end
