class JournalController < ApplicationController
  def show
    row = Journal::Entry.new(params[:handle])
    render plain: row.handle
  end
end
