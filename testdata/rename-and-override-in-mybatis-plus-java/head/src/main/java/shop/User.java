package shop;

import com.baomidou.mybatisplus.annotation.TableField;
import com.baomidou.mybatisplus.annotation.TableName;
import lombok.Data;

@Data
@TableName("t_user")
public class User {
    private Long id;
    private String email;
    @TableField("mail_addr")
    private String contact;
    @TableField("alias_name")
    private String nick;
}
