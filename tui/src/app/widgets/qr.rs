//! QR codes that a telephone reads off the screen.

use qrcode::{Color as Module, EcLevel, QrCode};
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::{Color, Style};
use ratatui::widgets::Widget;

/// Modules of white around the code, as the standard has it.
const QUIET: usize = 4;

/// Modules of white that readers still make do with.
const LEAST_QUIET: usize = 2;

/// What is tried one after the other. White around the code is worth more on a screen than the
/// redundancy that helps torn paper.
const ATTEMPTS: [(EcLevel, usize); 4] = [
    (EcLevel::M, QUIET),
    (EcLevel::L, QUIET),
    (EcLevel::M, LEAST_QUIET),
    (EcLevel::L, LEAST_QUIET),
];

/// Black and white that no theme changes: they lie outside the sixteen colours that themes set, and
/// terminals without true colours have them too.
const BLACK: Color = Color::Indexed(16);
const WHITE: Color = Color::Indexed(231);

/// A QR code in half blocks, two modules a cell, black on white whatever the theme.
#[derive(Debug, Clone)]
pub(crate) struct Qr {
    modules: Vec<Module>,
    /// Modules of one side, without the white around.
    side: usize,
    quiet: usize,
    on_light: bool,
}

impl Qr {
    /// The code of the text that fits into the area; `None` if there is none, so that the text
    /// itself must do. `on_light` says whether the terminal's background is light: where colours
    /// are withheld, the blocks themselves then still show black on white.
    pub(crate) fn fitting(text: &str, area: Size, on_light: bool) -> Option<Self> {
        ATTEMPTS.into_iter().find_map(|(level, quiet)| {
            let code = QrCode::with_error_correction_level(text, level).ok()?;
            let side = code.width();
            let code = Self { modules: code.into_colors(), side, quiet, on_light };
            let size = code.size();
            (size.width <= area.width && size.height <= area.height).then_some(code)
        })
    }

    /// The cells that it takes.
    pub(crate) fn size(&self) -> Size {
        let modules = self.side.saturating_add(self.quiet.saturating_mul(2));
        let cells = |modules: usize| u16::try_from(modules).unwrap_or(u16::MAX);
        Size::new(cells(modules), cells(modules.div_ceil(2)))
    }

    /// Whether the module is black; rows and columns are counted from the white around.
    fn is_black(&self, row: usize, column: usize) -> bool {
        let (Some(row), Some(column)) =
            (row.checked_sub(self.quiet), column.checked_sub(self.quiet))
        else {
            return false;
        };
        let at = row.saturating_mul(self.side).saturating_add(column);
        column < self.side && self.modules.get(at) == Some(&Module::Dark)
    }

    /// The half block for an upper and a lower module, drawn with what the background is not.
    fn symbol(&self, upper: bool, lower: bool) -> &'static str {
        match (upper == self.on_light, lower == self.on_light) {
            (true, true) => "█",
            (true, false) => "▀",
            (false, true) => "▄",
            (false, false) => " ",
        }
    }
}

/// Draws the code in the middle of the area; nothing, if it does not fit.
impl Widget for &Qr {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let size = self.size();
        let area = area.intersection(buffer.area);
        if size.width > area.width || size.height > area.height {
            return;
        }
        let (ink, ground) = if self.on_light { (BLACK, WHITE) } else { (WHITE, BLACK) };
        let style = Style::reset().fg(ink).bg(ground);
        let place = area.centered(size.width.into(), size.height.into());
        for (y, row) in place.rows().zip((0_usize..).step_by(2)) {
            for (cell, column) in y.columns().zip(0_usize..) {
                let lower = self.is_black(row.saturating_add(1), column);
                let symbol = self.symbol(self.is_black(row, column), lower);
                if let Some(cell) = buffer.cell_mut((cell.x, cell.y)) {
                    cell.set_symbol(symbol).set_style(style);
                }
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "small numbers of a test")]
mod tests {
    use billfold_core::SANDBOX_PAYMENT_BASE_URL;
    use rqrr::PreparedImage;

    use super::*;

    const LINK: &str =
        "https://hosted.sandbox.example/payments/cbbbc264-1248-49aa-ae2d-1aa05cf79bc8/collection";

    fn real_link() -> String {
        let path = "payments/cbbbc264-1248-49aa-ae2d-1aa05cf79bc8/collection";
        format!("{SANDBOX_PAYMENT_BASE_URL}/{path}")
    }

    fn drawn(code: &Qr, area: Rect) -> Buffer {
        let mut buffer = Buffer::empty(area);
        code.render(area, &mut buffer);
        buffer
    }

    /// What a camera would see: each half of a cell some pixels wide, `ground` where nothing is
    /// drawn. Without colours the ink is what the ground is not.
    fn read(buffer: &Buffer, ground: u8, has_colours: bool) -> Option<String> {
        const PIXELS: usize = 3;
        let Rect { width, height, .. } = buffer.area;
        let light = |colour: Color| match colour {
            BLACK if has_colours => 0,
            WHITE if has_colours => 255,
            _ => ground,
        };
        let pixel = |x: usize, y: usize| {
            let (column, row) = (x / PIXELS, y / PIXELS);
            let at = (u16::try_from(column).unwrap(), u16::try_from(row / 2).unwrap());
            let cell = buffer.cell(at).unwrap();
            let is_ink = match cell.symbol() {
                "█" => true,
                "▀" => row % 2 == 0,
                "▄" => row % 2 == 1,
                _ => false,
            };
            let ink = if has_colours { light(cell.fg) } else { 255 - ground };
            if is_ink { ink } else { light(cell.bg) }
        };
        let (width, height) = (usize::from(width) * PIXELS, usize::from(height) * 2 * PIXELS);
        let mut image = PreparedImage::prepare_from_greyscale(width, height, pixel);
        let grids = image.detect_grids();
        grids.first().and_then(|grid| grid.decode().ok()).map(|(_, text)| text)
    }

    #[test]
    fn what_is_drawn_reads_as_the_text() {
        for text in [LINK, &real_link(), "x", &"https://x.example/".repeat(9), "Žluťoučký 客户"]
        {
            for (ground, on_light) in [(0, false), (255, true)] {
                for has_colours in [true, false] {
                    let area = Rect::new(0, 0, 160, 60);
                    let code = Qr::fitting(text, area.as_size(), on_light).unwrap();
                    assert_eq!(code.quiet, QUIET);
                    let buffer = drawn(&code, area);
                    assert_eq!(read(&buffer, ground, has_colours).as_deref(), Some(text));
                }
            }
            // Colours hold whatever the ground was taken for.
            let code = Qr::fitting(text, Size::new(160, 60), true).unwrap();
            let buffer = drawn(&code, Rect::new(0, 0, 160, 60));
            assert_eq!(read(&buffer, 0, true).as_deref(), Some(text));
        }
    }

    #[test]
    fn a_real_link_needs_45_by_23_cells() {
        let link = real_link();
        let code = Qr::fitting(&link, Size::new(45, 23), false).unwrap();
        assert_eq!((code.size(), code.quiet), (Size::new(45, 23), QUIET));
        let buffer = drawn(&code, Rect::new(0, 0, 80, 24));
        assert_eq!(read(&buffer, 0, true), Some(link.clone()));
        for size in [Size::new(40, 23), Size::new(45, 20), Size::new(0, 0)] {
            assert!(Qr::fitting(&link, size, false).is_none(), "{size}");
        }
    }

    #[test]
    fn less_room_costs_redundancy_then_white() {
        let link = real_link();
        let chosen = |columns, rows| {
            let code = Qr::fitting(&link, Size::new(columns, rows), false)?;
            let read = read(&drawn(&code, Rect::new(0, 0, 80, 40)), 0, true);
            assert_eq!(read.as_ref(), Some(&link));
            Some((code.side, code.quiet))
        };
        assert_eq!(chosen(49, 25), Some((41, 4)));
        assert_eq!(chosen(48, 25), Some((37, 4)));
        assert_eq!(chosen(45, 23), Some((37, 4)));
        assert_eq!(chosen(45, 22), Some((37, 2)));
        assert_eq!(chosen(41, 21), Some((37, 2)));
        assert_eq!(chosen(41, 20), None);
        assert!(Qr::fitting(&"x".repeat(4_000), Size::new(400, 400), false).is_none());
    }

    #[test]
    fn an_area_that_became_too_small_gets_nothing() {
        let code = Qr::fitting(LINK, Size::new(60, 40), false).unwrap();
        let area = Rect::new(0, 0, 10, 5);
        assert_eq!(drawn(&code, area), Buffer::empty(area));
        let mut buffer = Buffer::empty(area);
        (&code).render(Rect::new(5, 2, 90, 90), &mut buffer);
        assert_eq!(buffer, Buffer::empty(area));
    }
}
