class ProductsController < ApplicationController
  def create
    @product = Product.create!(params.require(:product).permit(:nick_name))
  end

  def prefixed
    params.permit(:nick_name)
  end
end
