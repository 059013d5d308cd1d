package shop

import doobie.implicits._

object Users {
  private val columns = fr"select id, username"

  def find(id: Long): ConnectionIO[Option[(Long, String)]] =
    (columns ++ fr"from users where id = $id").query[(Long, String)].option

  def count(name: String): ConnectionIO[Int] = {
    val query = """
      |select count(*)
      |from users u
      |where u.username = ?
      |""".stripMargin
    HC.stream[Int](query, HPS.set(name), 1).compile.lastOrError
  }
}
