class GreetingJob < ApplicationJob
  def perform(name)
    User.create_or_find_by!(nick_name: name)
  end
end
