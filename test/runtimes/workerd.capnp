using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "conformance", worker = (
      modules = [
        (name = "entry.mjs", esModule = embed "entry.mjs"),
        (name = "lazy.mjs", esModule = embed "lazy.mjs")
      ],
      compatibilityDate = "2026-11-01",
      compatibilityFlags = [FLAGS],
      globalOutbound = "loopback"
    )),
    (name = "loopback", network = (allow = ["public", "private"]))
  ]
);
