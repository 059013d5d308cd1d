class CommunitiesController < ApplicationController
  PERMITTED = %i[slogan].freeze

  def update
    permitted = [
      :slogan
    ]
    settings = params.require(:community).permit(*permitted)
    @community.update(settings)
  end

  def create
    @community = Community.new(params.require(:community).permit(PERMITTED))
  end

  def rename
    @community.update!(community_params)
  end

  private

  def community_params
    params.require(:community).permit(allowed)
  end

  def allowed
    [:slogan]
  end
end
