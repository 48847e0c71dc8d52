//! From the text of a pattern to a tree.

use super::class::{Class, Item, Kind};
use super::{PatternError, flags};

/// A part of a pattern.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Empty,
    Char(char, u32),
    Any(u32),
    Class(Class, u32),
    LineStart(u32),
    LineEnd(u32),
    TextStart,
    TextEnd,
    WordBoundary(bool, u32),
    Group(usize, Box<Node>),
    Concat(Vec<Node>),
    Either(Vec<Node>),
    Repeat {
        node: Box<Node>,
        least: u32,
        most: Option<u32>,
        style: Style,
    },
    Back(usize, u32),
    Look {
        node: Box<Node>,
        behind: bool,
        negated: bool,
    },
    Atomic(Box<Node>),
    /// Whether a group has matched decides.
    Conditional(usize, Box<Node>, Box<Node>),
}

/// How a repetition tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Greedy,
    Lazy,
    Possessive,
}

/// A parsed pattern.
pub(super) struct Parsed {
    pub(super) node: Node,
    pub(super) groups: usize,
    pub(super) names: Vec<(String, usize)>,
    pub(super) flags: u32,
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    groups: usize,
    names: Vec<(String, usize)>,
    flags: u32,
    open: Vec<usize>,
}

type Parse<T = Node> = Result<T, PatternError>;

pub(super) fn parse(pattern: &str, given: u32) -> Parse<Parsed> {
    let flags = if given & flags::ASCII == 0 { given | flags::UNICODE } else { given };
    let mut parser = Parser {
        chars: pattern.chars().collect(),
        at: 0,
        groups: 0,
        names: Vec::new(),
        flags,
        open: Vec::new(),
    };
    let node = parser.alternatives(flags)?;
    if parser.at < parser.chars.len() {
        return Err(parser.error("unbalanced parenthesis", parser.at));
    }
    Ok(Parsed { node, groups: parser.groups, names: parser.names, flags: parser.flags })
}

impl Parser {
    fn error(&self, message: impl Into<String>, place: usize) -> PatternError {
        PatternError { message: message.into(), place }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let char = self.peek();
        self.at += usize::from(char.is_some());
        char
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn alternatives(&mut self, mut own: u32) -> Parse {
        let mut branches = vec![self.sequence(&mut own)?];
        while self.eat('|') {
            branches.push(self.sequence(&mut own)?);
        }
        Ok(if branches.len() == 1 { branches.remove(0) } else { Node::Either(branches) })
    }

    fn sequence(&mut self, own: &mut u32) -> Parse {
        let mut nodes = Vec::new();
        while let Some(char) = self.peek() {
            if char == '|' || char == ')' {
                break;
            }
            if *own & flags::VERBOSE != 0 && self.skip_space() {
                continue;
            }
            let start = self.at;
            let node = self.item(own)?;
            let node = self.repeated(node, start, *own)?;
            if !matches!(node, Node::Empty) {
                nodes.push(node);
            }
        }
        Ok(match nodes.len() {
            0 => Node::Empty,
            1 => nodes.remove(0),
            _ => Node::Concat(nodes),
        })
    }

    /// Spaces and comments of a verbose pattern.
    fn skip_space(&mut self) -> bool {
        match self.peek() {
            Some(char) if char.is_whitespace() => {
                self.at += 1;
                true
            }
            Some('#') => {
                while self.next().is_some_and(|char| char != '\n') {}
                true
            }
            _ => false,
        }
    }

    fn item(&mut self, own: &mut u32) -> Parse {
        let start = self.at;
        let Some(char) = self.next() else { return Ok(Node::Empty) };
        Ok(match char {
            '.' => Node::Any(*own),
            '^' => Node::LineStart(*own),
            '$' => Node::LineEnd(*own),
            '(' => return self.group(start, own),
            '[' => self.class(start, *own)?,
            '\\' => self.escape(start, *own)?,
            '*' | '+' | '?' => return Err(self.error("nothing to repeat", start)),
            other => Node::Char(other, *own),
        })
    }

    fn repeated(&mut self, mut node: Node, start: usize, own: u32) -> Parse {
        let mut times = 0;
        loop {
            if own & flags::VERBOSE != 0 && self.skip_space() {
                continue;
            }
            let place = self.at;
            let bounds = match self.peek() {
                Some('*') => (0, None),
                Some('+') => (1, None),
                Some('?') => (0, Some(1)),
                Some('{') => match self.bounds()? {
                    Some(bounds) => bounds,
                    None => return Ok(node),
                },
                _ => return Ok(node),
            };
            if self.chars[place] != '{' {
                self.at += 1;
            }
            if times > 0 {
                return Err(self.error("multiple repeat", place));
            }
            let is_assertion = matches!(
                node,
                Node::Empty
                    | Node::LineStart(_)
                    | Node::TextStart
                    | Node::LineEnd(_)
                    | Node::TextEnd
            );
            if is_assertion && !self.is_group(start) {
                return Err(self.error("nothing to repeat", place));
            }
            let style = if self.eat('?') {
                Style::Lazy
            } else if self.eat('+') {
                Style::Possessive
            } else {
                Style::Greedy
            };
            node = Node::Repeat { node: Box::new(node), least: bounds.0, most: bounds.1, style };
            times += 1;
        }
    }

    fn is_group(&self, start: usize) -> bool {
        self.chars.get(start) == Some(&'(')
    }

    /// `{m}`, `{m,}`, `{,n}`, `{m,n}`; none where the brace is only a character.
    fn bounds(&mut self) -> Parse<Option<(u32, Option<u32>)>> {
        let start = self.at;
        let end = self.chars[start..].iter().position(|char| *char == '}');
        let Some(end) = end else { return Ok(None) };
        let text: String = self.chars[start + 1..start + end].iter().collect();
        let number = |text: &str| -> Option<Option<u32>> {
            if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) }
        };
        let (low, high) = match text.split_once(',') {
            Some((low, high)) => (number(low), number(high)),
            None => (number(&text).filter(Option::is_some), number(&text)),
        };
        let (Some(low), Some(high)) = (low, high) else { return Ok(None) };
        if text == "," {
            return Ok(None);
        }
        self.at = start + end + 1;
        if let (Some(low), Some(high)) = (low, high)
            && high < low
        {
            return Err(self.error("min repeat greater than max repeat", start + 1));
        }
        Ok(Some((low.unwrap_or(0), high)))
    }

    fn group(&mut self, start: usize, own: &mut u32) -> Parse {
        if !self.eat('?') {
            return self.capture(start, None, *own);
        }
        match self.next() {
            Some(':') => self.enclosed(start, *own),
            Some('P') => self.named(start, *own),
            Some('=') => self.look(start, *own, false, false),
            Some('!') => self.look(start, *own, false, true),
            Some('>') => Ok(Node::Atomic(Box::new(self.enclosed(start, *own)?))),
            Some('#') => {
                while let Some(char) = self.next() {
                    if char == ')' {
                        return Ok(Node::Empty);
                    }
                }
                Err(self.error("missing ), unterminated comment", start))
            }
            Some('<') => match self.next() {
                Some('=') => self.look(start, *own, true, false),
                Some('!') => self.look(start, *own, true, true),
                Some(other) => Err(self.error(format!("unknown extension ?<{other}"), start + 1)),
                None => Err(self.error("unexpected end of pattern", self.at)),
            },
            Some('(') => self.conditional(start, *own),
            Some(char) if "imsxauL-".contains(char) => {
                self.at -= 1;
                self.inline_flags(start, own)
            }
            Some(other) => Err(self.error(format!("unknown extension ?{other}"), start + 1)),
            None => Err(self.error("unexpected end of pattern", self.at)),
        }
    }

    fn enclosed(&mut self, start: usize, own: u32) -> Parse {
        let node = self.alternatives(own)?;
        if !self.eat(')') {
            return Err(self.error("missing ), unterminated subpattern", start));
        }
        Ok(node)
    }

    fn capture(&mut self, start: usize, name: Option<String>, own: u32) -> Parse {
        self.groups += 1;
        let group = self.groups;
        if let Some(name) = name {
            if let Some((_, known)) = self.names.iter().find(|(known, _)| *known == name) {
                let message = format!(
                    "redefinition of group name '{name}' as group {group}; was group {known}"
                );
                return Err(self.error(message, start + 4));
            }
            self.names.push((name, group));
        }
        self.open.push(group);
        let node = self.enclosed(start, own)?;
        self.open.pop();
        Ok(Node::Group(group, Box::new(node)))
    }

    fn name_until(&mut self, end: char) -> Parse<String> {
        let start = self.at;
        while let Some(char) = self.next() {
            if char == end {
                let name: String = self.chars[start..self.at - 1].iter().collect();
                let mut chars = name.chars();
                let valid = chars.next().is_some_and(|char| char == '_' || char.is_alphabetic())
                    && chars.all(|char| char == '_' || char.is_alphanumeric());
                if name.is_empty() {
                    return Err(self.error("missing group name", start));
                }
                if !valid {
                    return Err(self.error(format!("bad character in group name '{name}'"), start));
                }
                return Ok(name);
            }
        }
        let what = if start == self.at {
            "missing group name".to_owned()
        } else {
            format!("missing {end}, unterminated name")
        };
        Err(self.error(what, start))
    }

    fn named(&mut self, start: usize, own: u32) -> Parse {
        match self.next() {
            Some('<') => {
                let name = self.name_until('>')?;
                self.capture(start, Some(name), own)
            }
            Some('=') => {
                let place = self.at;
                let name = self.name_until(')')?;
                match self.names.iter().find(|(known, _)| *known == name) {
                    Some((_, group)) => Ok(Node::Back(*group, own)),
                    None => Err(self.error(format!("unknown group name '{name}'"), place)),
                }
            }
            Some(other) => Err(self.error(format!("unknown extension ?P{other}"), start + 1)),
            None => Err(self.error("unexpected end of pattern", self.at)),
        }
    }

    fn look(&mut self, start: usize, own: u32, behind: bool, negated: bool) -> Parse {
        let node = Box::new(self.enclosed(start, own)?);
        Ok(Node::Look { node, behind, negated })
    }

    fn conditional(&mut self, start: usize, own: u32) -> Parse {
        let place = self.at;
        let end = self.chars[place..].iter().position(|char| *char == ')').unwrap_or(0);
        let name: String = self.chars[place..place + end].iter().collect();
        self.at = place + end + 1;
        let group = match name.parse::<usize>() {
            Ok(group) => group,
            Err(_) => match self.names.iter().find(|(known, _)| *known == name) {
                Some((_, group)) => *group,
                None => return Err(self.error(format!("unknown group name '{name}'"), place)),
            },
        };
        let mut own = own;
        let yes = self.sequence(&mut own)?;
        let no = if self.eat('|') { self.sequence(&mut own)? } else { Node::Empty };
        if !self.eat(')') {
            return Err(self.error("missing ), unterminated subpattern", start));
        }
        Ok(Node::Conditional(group, Box::new(yes), Box::new(no)))
    }

    /// `(?i)` for all that follows, `(?i:…)` and `(?-i:…)` for what is inside.
    fn inline_flags(&mut self, start: usize, own: &mut u32) -> Parse {
        let (mut on, mut off) = (0, 0);
        let mut negative = false;
        loop {
            let place = self.at;
            let flag = match self.next() {
                Some('i') => flags::IGNORECASE,
                Some('m') => flags::MULTILINE,
                Some('s') => flags::DOTALL,
                Some('x') => flags::VERBOSE,
                Some('a') => flags::ASCII,
                Some('u') => flags::UNICODE,
                Some('-') if !negative => {
                    negative = true;
                    continue;
                }
                Some(':') => {
                    let inner = (*own | on) & !off;
                    return self.enclosed(start, inner);
                }
                Some(')') if !negative => {
                    if start != 0 {
                        let message = "global flags not at the start of the expression";
                        return Err(self.error(message, start));
                    }
                    self.flags |= on;
                    *own |= on;
                    return Ok(Node::Empty);
                }
                Some(_) => return Err(self.error("unknown flag", place)),
                None => return Err(self.error("missing -, : or )", place)),
            };
            if negative { off |= flag } else { on |= flag }
        }
    }

    fn class(&mut self, start: usize, own: u32) -> Parse {
        let mut class = Class { negated: self.eat('^'), items: Vec::new() };
        let first = self.at;
        loop {
            let place = self.at;
            let Some(char) = self.next() else {
                return Err(self.error("unterminated character set", start));
            };
            if char == ']' && place > first {
                return Ok(Node::Class(class, own));
            }
            let low = if char == '\\' { self.class_escape(place)? } else { Item::Char(char) };
            let is_range = self.peek() == Some('-')
                && self.chars.get(self.at + 1).is_some_and(|next| *next != ']');
            if !is_range {
                class.items.push(low);
                continue;
            }
            self.at += 1;
            let high_place = self.at;
            let high = match self.next() {
                Some('\\') => self.class_escape(high_place)?,
                Some(char) => Item::Char(char),
                None => return Err(self.error("unterminated character set", start)),
            };
            match (low, high) {
                (Item::Char(low), Item::Char(high)) if low <= high => {
                    class.items.push(Item::Range(low, high))
                }
                _ => {
                    let text: String = self.chars[place..self.at].iter().collect();
                    return Err(self.error(format!("bad character range {text}"), place));
                }
            }
        }
    }

    fn class_escape(&mut self, start: usize) -> Parse<Item> {
        let Some(char) = self.next() else {
            return Err(self.error("bad escape (end of pattern)", start));
        };
        if let Some((kind, positive)) = kind(char) {
            return Ok(Item::Kind(kind, positive));
        }
        Ok(Item::Char(match char {
            'b' => '\x08',
            _ => self.simple_escape(char, start)?,
        }))
    }

    fn escape(&mut self, start: usize, own: u32) -> Parse {
        let Some(char) = self.next() else {
            return Err(self.error("bad escape (end of pattern)", start));
        };
        if let Some((kind, positive)) = kind(char) {
            let class = Class { negated: false, items: vec![Item::Kind(kind, positive)] };
            return Ok(Node::Class(class, own));
        }
        Ok(match char {
            'A' => Node::TextStart,
            'Z' => Node::TextEnd,
            'b' => Node::WordBoundary(true, own),
            'B' => Node::WordBoundary(false, own),
            '1'..='9' => {
                let mut number = char.to_digit(10).unwrap_or_default() as usize;
                if let Some(digit) = self.peek().and_then(|char| char.to_digit(10)) {
                    number = number * 10 + digit as usize;
                    self.at += 1;
                }
                if number > self.groups {
                    return Err(self.error(format!("invalid group reference {number}"), start + 1));
                }
                if self.open.contains(&number) {
                    return Err(self.error("cannot refer to an open group", start));
                }
                Node::Back(number, own)
            }
            _ => Node::Char(self.simple_escape(char, start)?, own),
        })
    }

    fn simple_escape(&mut self, char: char, start: usize) -> Parse<char> {
        Ok(match char {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'f' => '\x0c',
            'v' => '\x0b',
            'a' => '\x07',
            '0' => {
                let mut code = 0;
                for _ in 0..2 {
                    let Some(digit) = self.peek().and_then(|char| char.to_digit(8)) else { break };
                    code = code * 8 + digit;
                    self.at += 1;
                }
                char::from_u32(code).unwrap_or('\0')
            }
            'x' => self.hexadecimal(2, start)?,
            'u' => self.hexadecimal(4, start)?,
            'U' => self.hexadecimal(8, start)?,
            other if other.is_ascii_alphanumeric() => {
                return Err(self.error(format!("bad escape \\{other}"), start));
            }
            other => other,
        })
    }

    fn hexadecimal(&mut self, count: usize, start: usize) -> Parse<char> {
        let end = self.at + count;
        let text: String = self.chars.get(self.at..end).unwrap_or_default().iter().collect();
        match u32::from_str_radix(&text, 16).ok().and_then(char::from_u32) {
            Some(char) if text.len() == count => {
                self.at = end;
                Ok(char)
            }
            _ => {
                let shown: String = self.chars[start..end.min(self.chars.len())].iter().collect();
                Err(self.error(format!("incomplete escape {shown}"), start))
            }
        }
    }
}

fn kind(char: char) -> Option<(Kind, bool)> {
    Some(match char {
        'd' => (Kind::Digit, true),
        'D' => (Kind::Digit, false),
        'w' => (Kind::Word, true),
        'W' => (Kind::Word, false),
        's' => (Kind::Space, true),
        'S' => (Kind::Space, false),
        _ => return None,
    })
}
