//! Rules about the URLs of results, all of level warning: the contract does not say what a URL looks like.

use memchr::memchr;

use super::ordinary_url::suspect;
use super::warnings::is_placeholder;
use super::{expiry, odd_url, ordinary_url, quoted, result_url, suggest};
use crate::callback::Callback;
use crate::contract::Field;
use crate::escape;
use crate::rules::remark::{Remark, Remarks};
use crate::rules::settings::Settings;

pub fn malformed_url(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    for (field, url) in suspect(callback) {
        let is_url = ordinary_url::is_ordinary(url)
            || ordinary_url::is_ordinary_http(url)
            || result_url::parse(url).is_some();
        if is_url
            && odd_url::may_be_odd(url)
            && let Some((what, help)) = odd_url::odd(url)
        {
            let message = format!("`{}` {what}: found {}", field.name(), quoted(url));
            remarks.extend(Remark::on_field(callback, field, message).map(|remark| remark.help(help)));
        }
        if is_url || is_placeholder(url) || odd_url::unfilled(url).is_some() {
            continue;
        }
        if escape::first_unsafe(url).is_some() && result_url::parse(&suggest::visible(url)).is_some() {
            // Another rule says which character to remove.
            continue;
        }
        let (name, shown) = (field.name(), quoted(url));
        let (what, help) = match (suggest::malformed_url(url), result_url::disguised_host(url)) {
            (Some((what, help)), _) => (format!("`{name}` {what}: found {shown}"), Some(help)),
            (None, Some(host)) => {
                let what = format!("`{name}` is {shown}: its host is an unusual spelling of {host}");
                (what, Some(format!("write {host} if you mean this host")))
            }
            (None, None) => {
                (format!("`{name}` is {shown}: expected an absolute http or https URL with a host"), None)
            }
        };
        remarks.extend(Remark::on_field(callback, field, what).map(|remark| remark.help(help)));
    }
}

pub fn insecure_url(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    for (field, url) in suspect(callback).filter(|(_, url)| !url.starts_with("https://")) {
        let is_http = |url| result_url::parse(url).is_some_and(|parsed| parsed.scheme() == "http");
        if ordinary_url::is_ordinary_http(url) || is_http(url) {
            remarks.push_on(callback, field, || {
                (format!("`{}` is {}: expected https", field.name(), quoted(url)), None)
            });
        }
    }
}

pub fn credentials_in_url(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    for (field, url) in suspect(callback).filter(|(_, url)| memchr(b'@', url.as_bytes()).is_some()) {
        let parsed = result_url::parse(url);
        if parsed.is_some_and(|url| !url.username().is_empty() || url.password().is_some()) {
            let message = format!(
                "`{}` contains a user name or password: expected a URL without credentials",
                field.name()
            );
            let help = "sign the URL instead, and change the password: it is in the logs now".to_owned();
            remarks.extend(Remark::on_field(callback, field, message).map(|remark| remark.help(help)));
        }
    }
}

pub fn subtitles_not_srt(callback: &Callback<'_>, _: &Settings, remarks: &mut Remarks) {
    let field = Field::SubtitlesUrl;
    let is_srt = |url: &&str| {
        (ends_in_srt(url) && ordinary_url::is_unremarkable(url))
            || (ordinary_url::is_ordinary(url) && ends_in_srt(ordinary_url::path_and_query(url).0))
    };
    let Some(url) = callback.non_empty_text(field).filter(|url| !is_srt(url)).and_then(result_url::parse)
    else {
        return;
    };
    let file = url.path().rsplit('/').next().unwrap_or_default();
    if !ends_in_srt(file) {
        let message =
            format!("`{}` points to {}: expected a path that ends in .srt", field.name(), quoted(file));
        remarks.extend(Remark::on_field(callback, field, message));
    }
}

/// Returns whether a path has the extension of subtitles, in upper or lower case.
pub fn ends_in_srt(path: &str) -> bool {
    let start = path.len().saturating_sub(".srt".len());
    path.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(".srt"))
}

pub fn expired_url(callback: &Callback<'_>, settings: &Settings, remarks: &mut Remarks) {
    for (field, url) in suspect(callback) {
        if let Some(end) = expiry::expired(url, settings.now) {
            remarks.push_on(callback, field, || {
                let message = format!("`{}` has expired: its signature was valid until {end}", field.name());
                (message, Some("ask the owner of the storage to sign it again".to_owned()))
            });
        }
    }
}
