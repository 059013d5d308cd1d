import 'package:sqflite/sqflite.dart';

class Users {
  Users(this.db);

  final Database db;

  // username
  Future<List<Map<String, Object?>>> named(String name) async {
    return db.rawQuery(
      'SELECT u.id, u.email '
      'FROM users u '
      'WHERE u.id > 0 AND u.email LIKE ?',
      [name],
    );
  }
}
