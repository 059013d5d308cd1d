package shop;

import org.apache.ibatis.annotations.Select;

interface NickMapper {
    @Select("SELECT nickname FROM users WHERE id = #{id} AND nickname IS NOT NULL")
    String nickOf(long id);

    @Select({"SELECT u.nickname", "FROM users u", "WHERE u.id = #{id}"})
    String nick(long id);
}
