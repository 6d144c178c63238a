//! Whatever is read as a conversation on its way to the page comes back from the parcel that is made of
//! it, and the page can make something of it.

use four_waves::capture::{infer, parcel};
use four_waves::text::Lang;
use four_waves::view::captured::connection;

/// Longer ones are not drawn: one input shall not take long.
const MOST_DRAWN: usize = 300;

pub fn check(octets: &[u8]) {
    let Some(conversation) = parcel::unpack(octets) else { return };
    assert_eq!(parcel::unpack(&parcel::pack(&conversation)).as_ref(), Some(&conversation));
    let inferred = infer(&conversation, None);
    assert_eq!(inferred.trace.flights.len(), inferred.frames.len());
    if inferred.frames.len() <= MOST_DRAWN {
        for lang in Lang::ALL {
            assert!(!connection(&inferred, lang).is_empty());
        }
    }
}
