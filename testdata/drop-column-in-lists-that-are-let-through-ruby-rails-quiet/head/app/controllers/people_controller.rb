class PeopleController < ApplicationController
  PERMITTED = %i[slogan].freeze

  def update
    permitted = [
      :slogan
    ]
    settings = params.require(:person).permit(*permitted)
    @person.update(settings)
  end

  def create
    @person = Person.new(params.require(:person).permit(PERMITTED))
  end

  def rename
    @person.update!(person_params)
  end

  private

  def person_params
    params.require(:person).permit(allowed)
  end

  def allowed
    [:slogan]
  end
end
