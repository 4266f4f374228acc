//! How paths are written, and what one within a kubeconfig is relative to. Text only: no file is
//! touched.

/// How paths and lists of paths are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathStyle {
    /// `/a/b`, lists separated by `:`.
    #[default]
    Unix,
    /// `C:\a\b` with `/` allowed, lists separated by `;`.
    Windows,
}

impl PathStyle {
    /// What separates the parts of a path when one is written.
    pub(super) fn separator(self) -> char {
        match self {
            Self::Unix => '/',
            Self::Windows => '\\',
        }
    }

    fn is_separator(self, c: char) -> bool {
        c == '/' || self == Self::Windows && c == '\\'
    }

    /// On Windows, double quotes keep a `;` within a path.
    pub(super) fn split_list(self, list: &str) -> Vec<String> {
        let Self::Windows = self else {
            return list.split(':').map(str::to_owned).collect();
        };
        let mut quoted = false;
        let parts = list.split(|c| {
            quoted ^= c == '"';
            c == ';' && !quoted
        });
        parts.map(|part| part.replace('"', "")).collect()
    }

    /// How long the part of `path` is that `..` cannot leave: a drive or a share.
    fn volume(self, path: &str) -> usize {
        let bytes = path.as_bytes();
        match (self, bytes) {
            (Self::Unix, _) => 0,
            (_, [drive, b':', ..]) if drive.is_ascii_alphabetic() => 2,
            (_, [b'\\' | b'/', b'\\' | b'/', ..]) => {
                // `\\.\UNC\host\share` is another way to write `\\host\share`.
                let start = path.get(..8).map(|start| start.replace('/', "\\"));
                let device = start.is_some_and(|start| start.eq_ignore_ascii_case(r"\\.\UNC\"));
                let skip = if device { 8 } else { 2 };
                let mut ends = path[skip..]
                    .match_indices(['\\', '/'])
                    .map(|(at, _)| at + skip);
                ends.nth(1).unwrap_or(path.len())
            }
            _ => 0,
        }
    }

    fn is_absolute(self, path: &str) -> bool {
        let volume = self.volume(path);
        let rooted = path[volume..].starts_with(|c| self.is_separator(c));
        rooted && (self == Self::Unix || volume > 0) || volume > 2
    }

    /// The folder of a file, without its last separator; empty for a bare name.
    fn folder(self, file: &str) -> &str {
        match file.rfind(|c| self.is_separator(c)) {
            Some(0) => &file[..1],
            Some(at) => &file[..at],
            None => "",
        }
    }

    /// Go's `filepath.Join`: the two joined, `.` and `..` worked out.
    pub(super) fn join(self, base: &str, path: &str) -> String {
        let separator = if base.ends_with(|c| self.is_separator(c)) {
            String::new()
        } else {
            self.separator().to_string()
        };
        let joined = format!("{base}{separator}{path}");
        let (volume, rest) = joined.split_at(self.volume(&joined));
        let rooted = rest.starts_with(|c| self.is_separator(c));
        let mut parts: Vec<&str> = Vec::new();
        for part in rest.split(|c| self.is_separator(c)) {
            match part {
                "" | "." => {}
                ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
                ".." if rooted => {}
                _ => parts.push(part),
            }
        }
        let root = if rooted {
            self.separator().to_string()
        } else {
            String::new()
        };
        let text = parts.join(&self.separator().to_string());
        let volume = match self {
            Self::Unix => volume.to_owned(),
            Self::Windows => volume.replace('/', "\\"),
        };
        format!("{volume}{root}{text}")
    }

    /// `path` as seen from the folder of `file`.
    ///
    /// The result is absolute if one of them is. Otherwise it holds a separator, so that a
    /// program is not looked up in `$PATH`.
    pub(super) fn resolve(self, file: &str, path: &str) -> String {
        let folder = self.folder(file);
        if path.is_empty() || self.is_absolute(path) {
            return path.to_owned();
        }
        let joined = match folder {
            "" => path.to_owned(),
            _ => self.join(folder, path),
        };
        if joined.contains(|c| self.is_separator(c)) {
            joined
        } else {
            format!(".{}{joined}", self.separator())
        }
    }
}
