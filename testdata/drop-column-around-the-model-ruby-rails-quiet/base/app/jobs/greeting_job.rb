class GreetingJob < ApplicationJob
  def perform(name)
    User.greet(nick_name: name)
  end
end
