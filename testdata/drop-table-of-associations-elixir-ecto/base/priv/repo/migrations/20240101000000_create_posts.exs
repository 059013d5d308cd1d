defmodule Shop.Repo.Migrations.CreatePosts do
  use Ecto.Migration

  def change do
    create table(:posts) do
      add :title, :string
    end

    create table(:tags) do
      add :name, :string
    end

    create table(:posts_tags) do
      add :post_id, references(:posts)
      add :tag_id, references(:tags)
    end

    create table(:post_events) do
      add :subject_id, references(:posts)
      add :name, :string
    end

    create table(:visits) do
      add :path, :string
    end
  end
end
