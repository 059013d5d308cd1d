//! What snippets of C# lower to.
use crate::lang::tree::tests::check;

#[test]
fn lowers_to_the_common_tree() {
    check(
        &super::CSHARP,
        &[
            (
                r###"using System.Linq;
using X = A.B.C;
namespace N.M;
[Table("users", Schema = "x")]
public class User<T>(Db db) : Base<User>(1), I where T : class {
  [Column("email"), Key] public string? Email { get; set; } = "a\nb";
  public string Full => First + Last;
  public int Z { get { return z; } set => z = value; }
  private static readonly Db _db, _e = new();
}
record P(string Email, [property: Column("n")] string Name);
enum E { A = 1, [Display("b")] B }"###,
                r###"
                import System.Linq [*] as *
                import A.B [C] as X
                class User < Base < (index Base [User]) < (call Base #1) < I
                  @(call Table "users" Schema="x")
                  field db: Db
                  field Email: string? = "a|\n|b" @(call Column "email") @Key
                  getter Full: string = (+ First Last)
                  getter Z: int = (seq (return z) (set z = value))
                  field static _db: Db
                  field static _e: Db = (new Db)
                struct P
                  field Email: string
                  field Name: string @(call Column "n")
                enum E
                  variant static A = #1
                  variant static B @(call Display "b")
                "###,
            ),
            (
                r###"class A {
  public static async Task<User> F([FromBody] int a, string b = "x", params int[] c) {
    var u = new User { Email = v, Tags = { 1, 2 }, ["k"] = 3 };
    User w = new("a") { Email = "x" };
    var o = new { u.Email, X = 1, y };
    var d = new Dictionary<string, int> { { "email", 1 } };
    var r = u with { Email = "q" };
    return u;
  }
  A(int x) : base(x) { int L(int q) => q; }
}"###,
                r###"
                class A
                fn static A.F of A (a: int, b: string = "x", c: int[]) -> Task<User>
                  (let u: var = (new User Email=v Tags=[#1 #2] k=#3))
                  (let w: User = (new User "a" Email="x"))
                  (let o: var = {Email: u.Email, X: #1, y: y})
                  (let d: var = (new Dictionary <string, int> ["email" #1]))
                  (let r: var = (seq u (set u.Email = "q")))
                  (return u)
                fn A.A of A (x: int)
                  (call base x)
                fn A.A.L of A (q: int) -> int
                  (return q)
                "###,
            ),
            (
                r###"class A { void F() {
  f($"a {u.Email,3:N2} {{b}} \n" + @"v ""q"" x" + """raw "x" y""" + $@"x ""{z}"" q");
} }"###,
                r###"
                class A
                fn A.F of A () -> void
                  (call f (+ (+ (+ "a ${u.Email} |{|b|}| |\n" "v |\"|q|\"| x") "raw \"x\" y") "x |\"${z}\"| q"))
                "###,
            ),
            (
                r###"class A { void F() {
  db.Users.Where(x => x.Email == "a").Select((a, b) => { return a; }).Include<User>(nameof(User.Email));
  await _db.Set<User>().FirstAsync(u => u.Id == id);
  var n = a?.B.C(1)?.D[0];
  a!.B ??= 1;
  var q = from x in db.Users where x.Email != null join o in db.O on x.Id equals o.Uid let t = x.T select new { x.Email };
  foreach (User y in ys) { G(name: y, ref b); }
  if (o is User { Email: "x" } p && TryGet(out var z)) { }
  var (e, f) = (1, 2);
} }"###,
                r###"
                class A
                fn A.F of A () -> void
                  (call (. (call (. (call db.Users.Where (fn (x) (== x.Email "a"))) Select) (fn (a, b) (return a))) Include) <User> :Email)
                  (seq (call (. (call _db.Set <User>) FirstAsync) (fn (u) (== u.Id id))))
                  (let n: var = (index (. (call a.B.C #1) D) #0))
                  (set a.B ??= #1)
                  (let q: var = (seq (let x = (index db.Users _)) (seq (!= x.Email #null)) (seq (let o = (index db.O _)) x.Id o.Uid) (let t = x.T) (seq {Email: x.Email})))
                  (seq (let y: User = (index ys _)) (seq (call G name=y b)))
                  (seq (&& (seq o (seq (let p: User = _) p.Email (seq "x"))) (call TryGet (let z: var = _))))
                  (let [e f]: var = [#1 #2])
                "###,
            ),
        ],
    );
}
