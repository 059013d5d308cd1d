package shop;

import org.jdbi.v3.sqlobject.config.RegisterBeanMapper;
import org.jdbi.v3.sqlobject.customizer.BindBean;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

@RegisterBeanMapper(User.class)
public interface UserDao {
    @SqlQuery("SELECT * FROM t_user WHERE id = :id")
    User find(long id);

    @SqlUpdate("INSERT INTO t_user (id, email) VALUES (:id, :email)")
    void add(@BindBean User user);
}
