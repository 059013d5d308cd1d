//! What snippets of Java lower to.
use crate::lang::tree::tests::check;

#[test]
fn lowers_to_the_common_tree() {
    check(
        &super::JAVA,
        &[
            (
                r###"package a.b;
import a.b.C;
import static a.b.C.x;
import a.b.*;"###,
                r###"
                import a.b [C] as C
                import a.b.C [x] as x
                import a.b [*] as *
                "###,
            ),
            (
                r###"@Entity @Table(name = "users", indexes = {@Index(columnList = "email")})
public class User<T> extends Base<User, Long> implements I {
  @Column(name = "email") private String email = "a\nb", c;
  static final String Q = """
      SELECT "x"
      """ + "a";
  @Id @GeneratedValue(strategy = GenerationType.IDENTITY) Long id;
  static { run(); }
}"###,
                r###"
                class User < Base < (index Base [User Long]) < I
                  @Entity
                  @(call Table name="users" indexes=[(call Index columnList="email")])
                  field email: String = "a|\n|b" @(call Column name="email")
                  field c: String @(call Column name="email")
                  field static Q: String = (+ "      SELECT |\"x|\"\n      " "a")
                  field id: Long @Id @(call GeneratedValue strategy=GenerationType.IDENTITY)
                  (seq (seq (call run)))
                "###,
            ),
            (
                r###"record R(@Column("x") String email, int... n) { R { } }
enum S { A("a") { int q; }, B; private final String v; S(String v) { this.v = v; } }
interface I extends J { String K = "k"; @Query("select u.email from User u") List<User> all(@Param("e") String e); }
@interface An { String value() default "x"; }"###,
                r###"
                struct R
                  field email: String @(call Column "x")
                  field n: int...
                enum S
                  variant static A = (call A "a")
                  variant static B
                  field v: String
                class S
                  field q: int
                interface I < J
                  field static K: String = "k"
                interface An
                fn R.R of R ()
                fn S.S of S (v: String)
                  (set this.v = v)
                fn I.all of I (e: String) -> List<User>
                  @(call Query "select u.email from User u")
                fn An.value of An () -> String
                  "x"
                "###,
            ),
            (
                r###"class A {
  @Override List<User> f(final List<User> us, String... r) {
    User u = new User("x") { int y; };
    for (User v : us) { v.email = this.email; }
    us.stream().map(User::getEmail).filter((a, b) -> a.x() > 1).<String>foo(x -> { return x.y; });
    var q = new ArrayList<User>(3);
    int[] z = {1, 2}, w;
    try (Conn c = open()) { } catch (E e) { }
    Class<?> k = User.class;
    String s = "a" + "b" + (String) arr[0];
    return us;
  }
}"###,
                r###"
                class A
                class A.f < User
                  field y: int
                fn A.f of A (us: List<User>, r: String...) -> List<User>
                  @Override
                  (let u: User = (new User "x"))
                  (seq (let v: User = (index us _)) (seq (set v.email = this.email)))
                  (call (. (call (. (call (. (call us.stream) map) User.getEmail) filter) (fn (a, b) (> (call a.x) #1))) foo) <String> (fn (x) (return x.y)))
                  (let q: var = (new ArrayList <User> #3))
                  (seq (let z: int[] = [#1 #2]) (let w: int[] = _))
                  (seq (seq (let c: Conn = (call open))) (seq (seq (seq E) e)))
                  (let k: Class<?> = User.class)
                  (let s: String = (+ (+ "a" "b") (seq String (index arr #0))))
                  (return us)
                "###,
            ),
        ],
    );
}
