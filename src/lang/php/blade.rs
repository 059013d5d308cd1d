//! Blade templates as PHP: what stands in `{{ }}`, `{!! !!}`, directives and `@php` stays where it is, everything else becomes blank.
//!
//! A directive reads like a call of its name: `@if($user->email)` becomes `_if($user->email);`, and a loop stays one.

use crate::lang::islands::blanked;

/// Rules of style sheets, which look like directives.
const NOT_DIRECTIVES: &[&str] = &["media", "import", "supports", "keyframes", "container", "layer", "page"];

/// The PHP of a template without its opening tag, byte for byte in place.
pub fn php_of(text: &str) -> String {
    let mut out = blanked(text);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let rest = text.get(at..).unwrap_or_default();
        let pairs = [
            ("{{--", "--}}", false),
            ("@{{", "}}", false),
            ("{!!", "!!}", true),
            ("{{", "}}", true),
            ("@php", "@endphp", true),
            ("<?php", "?>", true),
            ("<?=", "?>", true),
        ];
        if let Some((open, close, is_code)) = pairs.iter().find(|(open, ..)| rest.starts_with(open))
            // `@php($x = 1)` is a directive like the others.
            && !(*open == "@php" && rest[4..].trim_start_matches(' ').starts_with('('))
        {
            let body = at + open.len();
            let end = text.get(body..).and_then(|rest| rest.find(close)).map_or(bytes.len(), |end| body + end);
            if *is_code {
                out[body..end].copy_from_slice(&bytes[body..end]);
                if let Some(byte) = out.get_mut(end) {
                    *byte = b';';
                }
            }
            at = (end + close.len()).min(bytes.len());
        } else if let Some(end) = directive(text, at) {
            let name = text[at + 1..].bytes().take_while(u8::is_ascii_alphanumeric).count();
            out[at..end].copy_from_slice(&bytes[at..end]);
            match &text[at + 1..at + 1 + name] {
                "foreach" => out[at] = b' ',
                "forelse" => out[at..at + 8].copy_from_slice(b" foreach"),
                "for" | "while" => out[at] = b' ',
                _ => out[at] = b'_',
            }
            if let Some(byte) = out.get_mut(end) {
                *byte = b';';
            }
            at = end.max(at + 1);
        } else {
            at += 1;
        }
    }
    String::from_utf8(out).unwrap_or_default()
}

/// Where a directive with arguments that begins here ends.
fn directive(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes[at] != b'@'
        || at.checked_sub(1).is_some_and(|before| bytes[before].is_ascii_alphanumeric() || bytes[before] == b'@')
    {
        return None;
    }
    let name = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let mut open = at + 1 + name;
    while bytes.get(open) == Some(&b' ') {
        open += 1;
    }
    if name == 0 || bytes.get(open) != Some(&b'(') || NOT_DIRECTIVES.contains(&&text[at + 1..at + 1 + name]) {
        return None;
    }
    let (mut depth, mut quote) = (0_usize, 0_u8);
    for (place, byte) in bytes.iter().copied().enumerate().skip(open).take(10_000) {
        match byte {
            b'"' | b'\'' if quote == 0 => quote = byte,
            _ if quote != 0 && byte == quote && bytes[place - 1] != b'\\' => quote = 0,
            _ if quote != 0 => {}
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(place + 1);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::php_of;

    #[test]
    fn code_stays_in_its_place() {
        for (template, php) in [
            ("<p>{{ $a->b }}</p>", "      $a->b ;"),
            ("{!! $a !!}é{{-- $b --}}@{{ c }}", "    $a ;"),
            ("@if ($a->b(')')) x", "_if ($a->b(')'));"),
            ("@forelse($a as $b)\n@endforelse", " foreach($a as $b);"),
            ("a@b.c (d) @media (x)", ""),
            ("@php $a = 1; @endphp <?= $b ?>", "     $a = 1; ;           $b ;"),
            ("@if($a", ""),
            ("{{ $a", "   $a"),
        ] {
            let found = php_of(template);
            assert_eq!(found.len(), template.len(), "{template}");
            assert_eq!(found.trim_end(), php.trim_end(), "{template}");
        }
    }
}
