// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Members, for people. */
final class MemberText {
  private MemberText() {}

  static void list(JsonNode answer, PrintWriter out) {
    TextTable table = new TextTable("MEMBER", "ADDRESS", "ROLE", "OVERVIEW", "MUTED");
    for (JsonNode member : answer.path("members")) {
      table.row(
          member.path("member").asText(),
          member.path("address").asText(),
          member.path("role").asText(),
          overview(member.path("overview")),
          muted(member.path("mutes")));
    }
    table.print(out, "no members");
  }

  static void one(JsonNode member, PrintWriter out) {
    String address = member.path("address").asText();
    out.println(
        member.path("member").asText()
            + (address.isEmpty() ? "" : " <" + address + ">")
            + ", "
            + member.path("role").asText());
    out.println("  overview  " + overview(member.path("overview")));
    out.println("  muted     " + muted(member.path("mutes")));
  }

  private static String overview(JsonNode overview) {
    if (!overview.isObject()) {
      return "none";
    }
    JsonNode channel = overview.path("channel");
    return overview.path("at").asText()
        + ' '
        + overview.path("zone").asText()
        + (channel.isTextual() ? " to " + channel.asText() : "");
  }

  private static String muted(JsonNode mutes) {
    List<String> texts = new ArrayList<>();
    for (JsonNode mute : mutes) {
      JsonNode until = mute.path("until");
      texts.add(
          (mute.path("alert").isTextual() ? mute.path("alert").asText() : "everything")
              + (until.isTextual() ? " until " + until.asText() : ""));
    }
    return texts.isEmpty() ? "nothing" : String.join(", ", texts);
  }
}
