import GRDB

struct Users {
    let database: DatabaseQueue

    /// username
    func named(_ name: String) throws -> [Row] {
        try database.read { db in
            try Row.fetchAll(db, sql: """
                SELECT u.id, u.username
                FROM users u
                WHERE u.username = \(name)
                """)
        }
    }
}
