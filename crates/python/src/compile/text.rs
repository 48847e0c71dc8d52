//! f-strings.

use ruff_python_ast::{self as ast, FStringPart, InterpolatedStringElement};

use super::Compiled;
use super::compiler::Compiler;
use crate::code::op::Op;
use crate::object::Object;

impl<'a> Compiler<'a> {
    pub(super) fn f_string(&mut self, text: &'a ast::ExprFString) -> Compiled {
        let mut count = 0;
        for part in &text.value {
            match part {
                FStringPart::Literal(literal) => {
                    self.constant(Object::from(&*literal.value));
                    count += 1;
                }
                FStringPart::FString(text) => count += self.elements(&text.elements)?,
            }
        }
        self.emit(Op::BuildString(count));
        Ok(())
    }

    /// Leaves the texts of the elements; how many they are.
    fn elements(&mut self, elements: &'a ast::InterpolatedStringElements) -> Compiled<u32> {
        let mut count = 0;
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(literal) => {
                    self.constant(Object::from(&*literal.value));
                    count += 1;
                }
                InterpolatedStringElement::Interpolation(element) => {
                    count += self.interpolation(element)?;
                }
            }
        }
        Ok(count)
    }

    fn interpolation(&mut self, element: &'a ast::InterpolatedElement) -> Compiled<u32> {
        let mut count = 1;
        if let Some(text) = &element.debug_text {
            self.constant(Object::from(text.as_str()));
            count += 1;
        }
        self.expr(&element.expression)?;
        let conversion = match element.conversion {
            ast::ConversionFlag::Str => 1,
            ast::ConversionFlag::Repr => 2,
            ast::ConversionFlag::Ascii => 3,
            ast::ConversionFlag::None
                if element.debug_text.is_some() && element.format_spec.is_none() =>
            {
                2
            }
            ast::ConversionFlag::None => 0,
        };
        match &element.format_spec {
            Some(spec) => {
                let parts = self.elements(&spec.elements)?;
                self.emit(Op::BuildString(parts));
                self.emit(Op::FormatValue(conversion, true));
            }
            None => {
                self.emit(Op::FormatValue(conversion, false));
            }
        }
        Ok(count)
    }
}
