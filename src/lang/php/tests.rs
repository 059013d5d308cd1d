//! What snippets of PHP lower to.
use crate::lang::tree::tests::check;

#[test]
fn lowers_to_the_common_tree() {
    check(
        &super::PHP,
        &[
            (
                r###"<html><?= $a->b ?>
<?php
namespace App\Models;
use App\Http\{Foo, Bar as Baz};
use A\B as C;
use function x\y;
const TOP = 'x';"###,
                r###"
                import App\Http [Foo] as Foo
                import App\Http [Bar] as Baz
                import A [B] as C
                import x [y] as y
                top a.b
                top (let TOP = "x")
                "###,
            ),
            (
                r###"<?php
#[Table('users', name: "x")]
class User extends Model implements I {
  use SoftDeletes, T2;
  const T = 'users', Q = "z";
  protected $fillable = ['email', "n" => 1, ...$x];
  public static ?string $y = 'a';
  public string $full { get => $this->a . $this->b; }
  public function __construct(#[Id] private string $email, int $n = 3, string ...$r) {}
}
enum S: string { case A = 'a'; case B; }
trait T3 { abstract static function q(); }"###,
                r###"
                class User < Model < I < SoftDeletes < T2
                  @(call Table "users" name="x")
                  field static T = "users"
                  field static Q = "z"
                  field fillable = {[_]: "email", n: #1, ...x}
                  field static y: ?string = "a"
                  getter full: string = (seq (seq get (. this.a this.b)))
                  field email: string @Id
                enum S
                  variant static A = "a"
                  variant static B
                module T3
                fn User.__construct of User (email: string, n: int = #3, r: string)
                fn static T3.q of T3 ()
                "###,
            ),
            (
                r###"<?php
$x = "a $u->email {$u->name} \n $arr[k] ${q} {$f['z']}" . 'b\'c' . "d";
$s = <<<SQL
SELECT $x
FROM {$this->t}
WHERE 1
SQL;
$n = <<<'SQL'
  raw $x
  SQL;"###,
                r###"
                top (let x = (. (. "a ${u.email} ${u.name} |\n| ${(index arr "k")} ${q} ${(index f "z")}" "b|\'|c") "d"))
                top (let s = "SELECT ${x}\n|FROM ${this.t}\n|WHERE 1")
                top (let n = "  raw $x")
                "###,
            ),
            (
                r###"<?php
User::where('email', $x)->orderBy("n")?->first()?->email;
static::$y = self::T;
App\Models\User::class;
$u->$dyn;
$u['email'] = 1;
[$a, 'k' => $b] = $x;
foreach ($us as $k => $v) { echo $v->email; }
$fn = fn($q) => $q->email;
$g = function (User $q) use ($x): int { return 1; };
new User(...$r, email: 1);
new class(1) extends Foo { public $p; };
\DB::table(['email' => $x, 'a', $k => 1]);
$x .= 'y';"###,
                r###"
                class  < Foo
                  field p
                top (. (call (. (call (. (call User.where "email" x) orderBy) "n") first)) email)
                top (set static.y = self.T)
                top App.Models.User.class
                top (index u dyn)
                top (set (index u "email") = #1)
                top (let {[_]: a, k: b} = x)
                top (seq (let k => _) (let v = (index us _)) (seq (seq v.email)))
                top (let fn = (fn (q) q.email))
                top (let g = (fn (q: User) (return #1)))
                top (new User r email=#1)
                top (new  #1)
                top (call DB.table {email: x, [_]: "a", [k]: #1})
                top (set x .= "y")
                "###,
            ),
        ],
    );
}
