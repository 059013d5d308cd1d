class DigestJob < ApplicationJob
  def perform
    Post.where(title: "x").pluck(:title).each { |entry| send(entry.published_at) }
    Draft.all.each { |entry| entry.update!(published_at: nil) }
  end
end
