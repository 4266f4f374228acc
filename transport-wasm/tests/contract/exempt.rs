//! Clauses that a backend over `fetch` cannot keep, or that have nothing to check, each with its
//! reason. Nothing else may be missing, and nothing of these may pass.

/// A clause's name, and why it does not hold.
pub(crate) type Exempt = (&'static str, &'static str);

const SIX: &str = "browsers allow six exchanges to an origin over HTTP/1.1";
const NOT_HTTP1: &str = "it is about HTTP/1.1";
const NOT_HTTP2: &str = "it is about HTTP/2, which browsers speak over TLS alone";
const WINDOW: &str = "Chromium gives a connection 15 MiB for what nobody has read, and all streams \
                      to a server share one connection";
const CERTIFICATES: &str = "certificates are the browser's own";

/// Over HTTP/1.1.
pub(crate) const OVER_HTTP1: &[Exempt] = &[
    ("a_hundred_open_watches_do_not_block_a_get", SIX),
    (
        "no_retry",
        "Chromium sends a request again that was answered 408 on a connection that had served \
         another",
    ),
    (
        "no_retry_on_a_reused_connection",
        "Chromium sends a request again when a connection that had served another is closed",
    ),
    (
        "a_cut_head_is_an_error",
        "Chromium takes the headers that came before the cut for all of them",
    ),
    (
        "a_malformed_response_is_an_error",
        "Chromium takes a length that is no number for none",
    ),
    (
        "never_ending_informational_responses_are_bounded",
        "Chromium skips informational responses for as long as they come",
    ),
    ("new_settings_cut_nothing_open", CERTIFICATES),
    ("unusable_settings_change_nothing", CERTIFICATES),
    ("a_reset_stream_is_an_error", NOT_HTTP2),
    ("a_refused_stream_is_an_error", NOT_HTTP2),
    ("a_goaway_lets_the_body_finish", NOT_HTTP2),
    ("a_goaway_that_cuts_the_body_is_an_error", NOT_HTTP2),
];

/// Over HTTP/2.
pub(crate) const OVER_HTTP2: &[Exempt] = &[
    (
        "a_hundred_open_watches_do_not_block_a_get",
        "browsers open one connection, and API servers allow it a hundred exchanges",
    ),
    ("unread_bodies_do_not_starve_others", WINDOW),
    ("unread_watches_do_not_starve_others", WINDOW),
    (
        "a_reset_stream_is_an_error",
        "Chromium takes a reset for no error (NO_ERROR) for the end of the body",
    ),
    (
        "a_refused_stream_is_an_error",
        "Chromium sends a request again whose stream was refused (REFUSED_STREAM), as HTTP/2 \
         allows",
    ),
    ("new_settings_cut_nothing_open", CERTIFICATES),
    ("unusable_settings_change_nothing", CERTIFICATES),
    ("a_reset_before_the_head_is_an_error", NOT_HTTP1),
    ("a_cut_head_is_an_error", NOT_HTTP1),
    ("a_cut_body_is_an_error", NOT_HTTP1),
    ("a_reset_body_is_an_error", NOT_HTTP1),
    ("half_closed_connection", NOT_HTTP1),
    ("a_head_in_single_bytes_is_awaited", NOT_HTTP1),
    ("informational_responses_are_skipped", NOT_HTTP1),
    ("never_ending_headers_are_bounded", NOT_HTTP1),
    (
        "never_ending_informational_responses_are_bounded",
        NOT_HTTP1,
    ),
    ("a_malformed_response_is_an_error", NOT_HTTP1),
    ("bytes_after_a_response_reach_nobody", NOT_HTTP1),
    ("no_retry_after_a_reset", NOT_HTTP1),
    ("no_retry_on_a_reused_connection", NOT_HTTP1),
];
