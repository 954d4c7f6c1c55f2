package org.fbnetspark.config;

import java.util.Optional;
import org.fbnetspark.profile.Dtype;
import org.fbnetspark.profile.ProfileSettings;
import org.fbnetspark.profile.Protocol;
import org.fbnetspark.profile.RuntimeKind;
import org.fbnetspark.profile.RuntimeSettings;

/** Reads {@code profile.*}; empty where rules that join several keys are broken. */
final class ProfileSection {

  private static final int MOST_ROWS = 100_000;
  private static final int MOST_NETWORKS = 10_000;
  private static final int FEWEST_FITTED = 3;

  private final Keys keys;

  ProfileSection(Keys keys) {
    this.keys = keys;
  }

  Optional<ProfileSettings> read() {
    Optional<RuntimeSettings> runtime = runtime();
    Protocol protocol =
        new Protocol(
            keys.number("profile.interval-share", Range.aboveUpTo(0, 1)),
            keys.number("profile.max-seconds", Range.above(0)),
            keys.number("profile.warm-up-max-seconds", Range.atLeast(0)),
            keys.number("profile.slice-seconds", Range.above(0)),
            keys.integer("profile.passes", Range.atLeast(1)),
            keys.number("profile.short-micros", Range.atLeast(0)),
            keys.number("profile.drift-limit", Range.above(0)),
            keys.integer("profile.repeats", Range.atLeast(0)));
    String tables = keys.path("profile.tables");
    int mostRows = keys.integer("profile.max-rows", Range.atLeast(1));
    int heldOutRows = keys.integer("profile.held-out-rows", Range.between(0, MOST_ROWS));
    if (heldOutRows >= mostRows) {
      keys.refuse(
          "profile.held-out-rows",
          "must be less than profile.max-rows (" + mostRows + "), which counts them too");
      return Optional.empty();
    }
    int fitted = keys.integer("profile.fit-networks", Range.between(0, MOST_NETWORKS));
    int heldOut = keys.integer("profile.held-out-networks", Range.between(2, MOST_NETWORKS));
    if (fitted > 0 && fitted < FEWEST_FITTED) {
      keys.refuse("profile.fit-networks", "must be 0 or at least " + FEWEST_FITTED);
      return Optional.empty();
    }
    return runtime.map(
        r -> new ProfileSettings(r, protocol, tables, mostRows, heldOutRows, fitted, heldOut));
  }

  private Optional<RuntimeSettings> runtime() {
    RuntimeKind kind = keys.named("profile.runtime", RuntimeKind.class);
    Dtype dtype = keys.named("profile.dtype", Dtype.class);
    int batch = keys.integer("profile.batch", Range.between(1, 4096));
    int threads = keys.integer("profile.threads", Range.between(1, 1024));
    if (kind == RuntimeKind.ENGINE && dtype != Dtype.FP32) {
      keys.refuse("profile.dtype", "must be fp32 where profile.runtime is engine");
      return Optional.empty();
    }
    if (kind == RuntimeKind.ENGINE && threads != 1) {
      keys.refuse("profile.threads", "must be 1 where profile.runtime is engine");
      return Optional.empty();
    }
    return Optional.of(new RuntimeSettings(kind, dtype, batch, threads));
  }
}
