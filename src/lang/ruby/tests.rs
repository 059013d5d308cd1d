//! What snippets of Ruby lower to.
use crate::lang::tree::tests::check;

#[test]
fn lowers_to_the_common_tree() {
    check(
        &super::RUBY,
        &[
            (
                r###"require "set"
require_relative "../models/user"
FOO = "a".freeze"###,
                r###"
                import set as set
                import ../models/user as user
                top (let FOO = (. "a" freeze))
                "###,
            ),
            (
                r###"module Admin
  class User < ApplicationRecord
    include Searchable
    self.table_name = "users"
    validates :email, presence: true, uniqueness: { scope: :org_id }
    scope :active, -> { where("users.active = ?", true).order(created_at: :desc) }
    KEYS = %i[a b].freeze
    WORDS = %w[c d]
    def self.search(q, limit: 10, *rest, **opts, &blk)
    end
    class << self
      def find_it(id) = find_by(id: id)
    end
    private def hidden(a = 1, (b, c)); end
  end
end
class Admin::User
  has_many :posts
end"###,
                r###"
                module Admin
                class Admin.User < ApplicationRecord < Searchable
                  (call include Searchable)
                  (set self.table_name = "users")
                  (call validates :email presence=#true uniqueness={scope: :org_id})
                  (call scope :active (fn () (call (. (call where "users.active = ?" #true) order) created_at=:desc)))
                  (let KEYS = (. [:a :b] freeze))
                  (let WORDS = ["c" "d"])
                  (call private)
                class Admin.User
                  (call has_many :posts)
                fn static Admin.User.search of User (q, limit = #10, rest, opts, blk)
                fn static Admin.User.find_it of User (id)
                  (call find_by id=id)
                fn Admin.User.hidden of User (a = #1, b, c)
                "###,
            ),
            (
                r###"where(<<~SQL, q: q, "users.email" => q).pluck(:id)
  SELECT email FROM users
  WHERE id = #{q} AND "x\n" = 1
SQL
f(<<~A, <<~'B')
  a #{g(c)}
A
  b #{d}
B
"###,
                r###"
                top (call (. (call where "  SELECT email FROM users\n  WHERE id = ${q} AND \"x|\n|\" = 1\n" q=q users.email=q) pluck) :id)
                top (call f "  a ${(call g c)}\n" "  b #{d}\n")
                "###,
            ),
            (
                r###"@email ||= user.email
@user.email
self.email = "x#{email}y" "z"
a, b = foo, bar
u&.name
Admin::User.where.not(email: nil)
h[:email] += 1"###,
                r###"
                top (set self.email ||= user.email)
                top self.user.email
                top (set self.email = "x${email}y|z")
                top (let [a b] = [foo bar])
                top u.name
                top (call Admin.User.where.not email=#nil)
                top (set (index h :email) += #1)
                "###,
            ),
            (
                r###"users.each do |u|
  puts u.email
end
users.map(&:email)
f(*list, **options) { |x, (y, z)| x }
lambda { |w| w.email }
->(x, y = 1) { x }
yield email
super(email: 1)"###,
                r###"
                top (call users.each (fn (u) (call puts u.email)))
                top (call users.map &=:email)
                top (call f list **=options (fn (x, y, z) x))
                top (call lambda (fn (w) w.email))
                top (fn (x, y = #1) x)
                top (call yield email)
                top (call super email=#1)
                "###,
            ),
            (
                r###"h = { email: 1, "k": 2, :z => 3, "name" => 4, User => 5, **rest, foo: }
params.permit(:email, address: [:street])
[:a, b: 1]
:"quoted sym"
/re#{email}/
`ls`
x = y if z && !w
"x" + "y" << z
foo.bar(1).baz
return a, b"###,
                r###"
                top (let h = {email: #1, k: #2, z: #3, name: #4, [User]: #5, ...rest, foo: foo})
                top (call params.permit :email address=[:street])
                top [:a {b: #1}]
                top :quoted sym
                top (seq #/re#{email}/ email)
                top "ls"
                top (seq (let x = y) (&& z (seq w)))
                top (<< (+ "x" "y") z)
                top (. (call foo.bar #1) baz)
                top (return [a b])
                "###,
            ),
            (
                r###"case x
in {email:} then y
end
case when 1 then email end
begin; foo; rescue Foo => e; bar; ensure; baz; end"###,
                r###"
                top (seq x (seq (seq (seq :email)) (seq y)))
                top (seq (seq #1 (seq email)))
                top (seq foo (seq (seq Foo) e (seq bar)) (seq baz))
                "###,
            ),
        ],
    );
}
