import org.postgresql.util.PGobject

class State(value: String) : PGobject() {
    init {
        type = "mood"
        this.value = value
    }
}

object Users : Table("users") {
    val state = customEnumeration("state", "mood", { Mood.valueOf(it as String) }, { State(it.name) })
}
