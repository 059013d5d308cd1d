//! What snippets of Elixir lower to.
use crate::lang::tree::tests::check;

#[test]
fn lowers_to_the_common_tree() {
    check(
        &super::ELIXIR,
        &[
            (
                r##"defmodule App.User do
  use Ecto.Schema
  alias App.{Repo, Post}
  alias App.Accounts, as: Acc
  @fields [:email, :name]
  schema "users" do
    field :email, :string, null: false
    timestamps()
  end
  def find(%User{} = user, x \\ 1) when x > 0 do
    user.email
  end
  defp one(id), do: Repo.get_by(User, email: id)
end"##,
                r###"
                import Ecto.Schema as Schema
                import App.Repo as Repo
                import App.Post as Post
                import App.Accounts as Acc
                module App.User
                (call use Ecto.Schema)
                (let fields = [:email :name])
                (call schema "users" (fn () (call field :email :string null=#false) (call timestamps)))
                fn static App.User.find of User (user: User, x = #1)
                (new User)
                (> x #0)
                user.email
                fn static App.User.one of User (id)
                (call Repo.get_by User email=id)
                "###,
            ),
            (
                r##"from(u in User, where: u.email == ^x) |> Repo.all()
execute """
  drop table x
"""
execute "a #{b} c"
for t <- ~w(a b)a, do: drop table(t)
%User{u | email: "x"}
%{"a" => 1, b: 2}
Enum.each([:a], fn t -> drop(t) end)"##,
                r###"
                top (call Repo.all (call from (in u User) where=(== u.email x)))
                top (call execute "  drop table x\n")
                top (call execute "a ${b} c")
                top (call for (let t = (index [:a :b] _)) do=(call drop (call table t)))
                top (new User u email="x")
                top {a: #1, b: #2}
                top (call Enum.each [:a] (fn (t) (call drop t)))
                "###,
            ),
        ],
    );
}
