// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

/** A document that can be read as what it wants to be. Whether it may be applied is not said. */
public sealed interface Draft permits SignalDraft, AlertDraft {
  /** Where it stands. */
  Place place();

  /** The signal that it defines or watches. */
  SignalName signal();
}
