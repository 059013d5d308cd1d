package shop;

import com.baomidou.mybatisplus.core.conditions.query.LambdaQueryWrapper;
import com.baomidou.mybatisplus.core.conditions.query.QueryWrapper;
import com.baomidou.mybatisplus.core.toolkit.Wrappers;

class Users {
    private final UserMapper mapper;

    Users(UserMapper mapper) {
        this.mapper = mapper;
    }

    User byEmail(String email) {
        return mapper.selectOne(new LambdaQueryWrapper<User>().eq(User::getEmail, email));
    }

    User byNick(String nick) {
        return mapper.selectOne(Wrappers.<User>lambdaQuery().eq(User::getNick, nick));
    }

    User byContact(String contact) {
        return mapper.selectOne(Wrappers.<User>lambdaQuery().eq(User::getContact, contact));
    }

    User byColumn(String email) {
        return mapper.selectOne(new QueryWrapper<User>().eq("email", email));
    }

    User byKey(long number) {
        String key = keyOf(number);
        QueryWrapper<User> query = wrapper();
        return mapper.selectOne(query.eq("email", key));
    }
}
