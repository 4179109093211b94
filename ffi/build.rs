//! Gives the shared library its name among shared libraries, so that a program linked against it
//! looks for this ABI and not for whatever lies about under the plain name.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libbillfold.so.0");
    }
}
