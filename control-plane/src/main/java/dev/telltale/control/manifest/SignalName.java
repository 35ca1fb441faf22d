// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

/** A signal as a manifest names it; its project comes from whoever applies it. */
public record SignalName(String agent, String signal) {
  @Override
  public String toString() {
    return agent + '/' + signal;
  }
}
