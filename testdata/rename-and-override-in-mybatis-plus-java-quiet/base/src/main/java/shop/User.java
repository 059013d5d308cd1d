package shop;

import com.baomidou.mybatisplus.annotation.TableField;
import com.baomidou.mybatisplus.annotation.TableName;
import lombok.Data;

@Data
@TableName("t_user")
public class User {
    private Long id;
    @TableField("login_email")
    private String email;
    @TableField("alias_name")
    private String nick;
}
