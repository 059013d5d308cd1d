//! What snippets of Kotlin lower to.
use crate::lang::tree::tests::check;

#[test]
fn lowers_to_the_common_tree() {
    check(
        &super::KOTLIN,
        &[
            (
                r###"package a.b
import a.b.C
import a.b.*
import a.b.D as E"###,
                r###"
                import a.b [C] as C
                import a.b [*] as *
                import a.b [D] as E
                "###,
            ),
            (
                r###"@Entity @Table(name = "users")
data class User(@Column("e") val email: String, var n: Int = 1, z: Int) : Base<User>(1), I {
  @field:Column(name = "x") private var s: String? = null
  val full get() = a + b
  val l by lazy { 1 }
  companion object { const val T = "t"
    fun c() = 1 }
  constructor(x: Int) : this(x, 2) { y() }
  init { println(email) }
}"###,
                r###"
                class User < Base < (index Base [User]) < (call Base #1) < I
                  @Entity
                  @(call Table name="users")
                  field email: String @(call Column "e")
                  field n: Int = #1
                  field s: String? = #null @(call Column name="x")
                  getter full = (return (+ a b))
                  field l = (call lazy (fn () #1))
                  field static T = "t"
                  (call println email)
                fn static User.c of User ()
                  (return #1)
                fn User.constructor of User (x: Int)
                  (seq x #2)
                  (call y)
                "###,
            ),
            (
                r###"object Users : Table("users") {
    val email = varchar("email", 50)
}
internal data object Settings {
    fun x() = Users.select { Users.email eq "x" }
}
internal sealed interface State {
    val z: Int
}
enum class S(val v: String) {
    A("a"),
    B("b") {
        override fun z() {}
    };
}
typealias M = Map<String, User>
fun User.ext(x: Int): Int = x + this.n
val top = "x" + y"###,
                r###"
                class Users < Table < (call Table "users")
                  field email = (call varchar "email" #50)
                class Settings
                interface State
                  field z: Int
                enum S
                  field v: String
                  variant static A = (call A "a")
                  variant static B = (call B "b")
                alias M < Map < (index Map [String User])
                fn Settings.x of Settings ()
                  (return (call Users.select (fn () (eq Users.email "x"))))
                fn S.z of S ()
                fn User.ext of User? (x: Int) -> Int
                  (return (+ x this.n))
                top (let top = (+ "x" y))
                "###,
            ),
            (
                r###"suspend fun <T> f(a: Int, vararg b: String = "x"): User? {
    val u = User(email = "a$email b${u.n} \n\u0041\$x", 2)
    val (p, r: Int) = pair
    val raw = """
       SELECT $x ${"y"} \n
       FROM """.trimIndent()
    users.filter { it.email == "x" }.map { u -> u.email }.let(User::email)
    for (x in xs) { y }
    u?.email = "z"
    u!!.n += 1
    m["k"] = 1
    g<Int>(1, *b) { a, b -> c }
    val o = object : I {
        override val h = 1
    }
    mapOf("email" to x ?: y)
    return u
}"###,
                r###"
                class f < I
                  field h = #1
                fn f (a: Int, b: String = "x") -> User?
                  (let u = (call User email="a${email} b${u.n} |\n|A|$|x" #2))
                  (let [p r] = pair)
                  (let raw = (call (. "\n       SELECT ${x} ${"y"} \\n\n       FROM " trimIndent)))
                  (call (. (call (. (call users.filter (fn () (== it.email "x"))) map) (fn (u) u.email)) let) User.email)
                  (seq (let x = (index xs _)) (seq (seq y)))
                  (set u.email = "z")
                  (set u.n += #1)
                  (set (index m "k") = #1)
                  (call g <Int> #1 b (fn (a, b) c))
                  (let o = _)
                  (call mapOf (?: (to "email" x) y))
                  (return u)
                "###,
            ),
        ],
    );
}
