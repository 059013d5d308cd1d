//! Mapper files as they are read.

use super::*;

/// The statements as they are read, `_` for a hole, and the columns of the result maps.
fn read(inner: &str) -> String {
    read_in(&format!("<mapper namespace=\"a.M\">{inner}</mapper>"))
}

fn read_in(text: &str) -> String {
    let facts = parse(text, "xml");
    assert!(facts.errors.is_empty(), "{text}");
    let mut out = Vec::new();
    for class in &facts.classes {
        let fields: Vec<String> =
            class.fields.iter().map(|field| format!("{}={}", field.name, &text[field.name_range.clone()])).collect();
        out.push(format!("{}({})", class.name, fields.join(" ")));
    }
    for function in &facts.functions {
        for expr in &function.body {
            let ExprKind::Str(string) = &expr.kind else { continue };
            let mut sql = String::new();
            for part in &string.parts {
                match part {
                    TextPart::Piece { value, range } => {
                        assert!(value.len() != range.len() || value == &text[range.clone()], "{value}");
                        sql.push_str(value);
                    }
                    TextPart::Hole(_) => sql.push('_'),
                }
            }
            out.push(sql.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    out.join("; ")
}

#[test]
fn statements_with_their_tags() {
    let cases = [
        (
            "<select id=\"a\">select a from t where b = #{b} and c &lt; 1</select>",
            "select a from t where b = ? and c < 1",
        ),
        (
            "<select id=\"a\">select a from t<![CDATA[ where a < 1 && b ]]>or c</select>",
            "select a from t where a < 1 && b or c",
        ),
        (
            "<select id=\"a\">select a from t <where><if test=\"x\"> and a = 1</if><if test=\"y\">AND b = 2</if></where></select>",
            "select a from t WHERE a = 1 AND b = 2",
        ),
        ("<select id=\"a\">select a from t <where>android = 1</where></select>", "select a from t WHERE android = 1"),
        (
            "<update id=\"a\">update t <set><if test=\"x\">a = #{a},</if><if test=\"y\">b = #{b},</if></set> where c = 1</update>",
            "update t SET a = ?, b = ? where c = 1",
        ),
        (
            "<insert id=\"a\">insert into t <trim prefix=\"(\" suffix=\")\" suffixOverrides=\",\"><if test=\"x\">a,</if>b,</trim> values (1, 2)</insert>",
            "insert into t ( a, b ) values (1, 2)",
        ),
        (
            "<delete id=\"a\">delete from t where a in <foreach collection=\"l\" open=\"(\" close=\")\" separator=\",\" item=\"i\">#{i}</foreach></delete>",
            "delete from t where a in ( ? )",
        ),
        (
            "<sql id=\"c\">${p}.a, ${q}</sql><select id=\"a\">select <include refid=\"x.M.c\"><property name=\"p\" value=\"t\"/></include> from t</select>",
            "select t.a, _ from t",
        ),
        (
            "<select id=\"a\">select a from t order by <choose><when test=\"x\">a</when><otherwise>b</otherwise></choose> desc</select>",
            "select a from t order by a desc; select a from t order by b desc",
        ),
        (
            "<insert id=\"a\"><selectKey resultType=\"int\">select 1</selectKey>insert into t values (1)</insert>",
            "insert into t values (1); select 1",
        ),
        (
            "<sql id=\"c\"><include refid=\"c\"/><include refid=\"c\"/></sql><sql id=\"d\">x</sql><select id=\"a\"><include refid=\"d\"/><include refid=\"none\"/></select>",
            "x _",
        ),
        (
            "<resultMap id=\"m\" type=\"a.b.User\"><id column=\"user_id\" property=\"id\"/><result property=\"name\" column=\"n\"/><association property=\"o\"><result column=\"x\" property=\"y\"/></association></resultMap>",
            "User(id=user_id name=n)",
        ),
    ];
    for (inner, expected) in cases {
        assert_eq!(read(inner), expected, "{inner}");
    }
    let twice = "<sql id=\"c\"><include refid=\"c\"/>a<include refid=\"c\"/></sql><select id=\"a\"><include refid=\"c\"/></select>";
    assert!(!read(twice).is_empty());
}

#[test]
fn maps_of_ibatis() {
    let cases = [
        (
            "<select id=\"a\">select a from t where b = #b:NUMERIC# order by $c$</select>",
            "select a from t where b = ? order by _",
        ),
        (
            "<select id=\"a\">select a from t <dynamic prepend=\"where\"><isNotNull prepend=\"and\" property=\"x\">b = #x#</isNotNull><isEqual prepend=\"or\" property=\"y\" compareValue=\"1\">c = 'a#b'</isEqual></dynamic></select>",
            "select a from t where b = ? or c = 'a#b'",
        ),
        (
            "<statement id=\"a\">delete from t where a in <iterate property=\"l\" open=\"(\" close=\")\" conjunction=\",\">#l[]#</iterate></statement>",
            "delete from t where a in ( ? )",
        ),
        (
            "<typeAlias alias=\"user\" type=\"a.b.User\"/><resultMap id=\"m\" class=\"user\"><result column=\"n\" property=\"name\"/></resultMap>",
            "User(name=n)",
        ),
        ("<select id=\"a\">select '#é', a from t where b = #é</select>", "select '#é', a from t where b = #é"),
    ];
    for (inner, expected) in cases {
        assert_eq!(read_in(&format!("<sqlMap namespace=\"a\">{inner}</sqlMap>")), expected, "{inner}");
    }
    let config = parse("<sqlMapConfig><sqlMap resource=\"a.xml\"/></sqlMapConfig>", "xml");
    assert!(config.functions.is_empty() && config.errors.is_empty());
}

#[test]
fn what_is_no_mapper() {
    for text in ["", "<project/>", "<!-- <mapper namespace=\"a\"> --><beans/>", "<mapper class=\"x\"/>"] {
        let facts = parse(text, "xml");
        assert!(facts.functions.is_empty() && facts.errors.is_empty(), "{text}");
    }
    let deep = format!("<mapper namespace=\"a\">{}", "<a>".repeat(100_000));
    for text in ["<mapper namespace=\"a\"><select>", "<!DOCTYPE a [<!ENTITY b \"c\">]><mapper namespace=\"a\"/>", &deep]
    {
        assert!(!parse(text, "xml").errors.is_empty());
    }
}
