// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.telltale.control.command.MemberBook;
import dev.telltale.control.command.UnknownNameException;
import dev.telltale.schemas.access.UnsubscribeToken;
import dev.telltale.schemas.access.UnsubscribeToken.Claim;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the links in messages lead. Looking changes nothing, as mail scanners look at every link;
 * only the button does, or a mail program's own (RFC 8058).
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8058">RFC 8058</a>
 */
final class UnsubscribePage {
  private static final String PATH = "/unsubscribe/{token}";
  private static final String NOT_OURS =
      "This link is not known here. Copy all of it from the message, or ask whoever runs Telltale.";
  private static final String NO_MEMBER = "There is nothing to mute: you are no member any more.";
  private static final String SWITCHED_OFF =
      "Links like this one are switched off here (telltale.unsubscribe-secret is not set).";
  private static final String LAYOUT =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="robots" content="noindex">
      <title>Telltale</title>
      <style>body{font:1rem/1.5 sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem}\
      button{font:inherit;padding:.5rem 1rem}</style>
      </head>
      <body>
      <p>%s</p>
      %s</body>
      </html>
      """;
  private static final String BUTTON =
      "<form method=\"post\"><button type=\"submit\">%s</button></form>\n";

  private final MemberBook members;
  private final Optional<String> secret;

  UnsubscribePage(MemberBook members, Optional<String> secret) {
    this.members = members;
    this.secret = secret;
  }

  List<Route> routes() {
    return List.of(
        Route.open(PATH, this::show),
        new Route(HttpMethod.POST, PATH, null, Set.of(), false, this::act));
  }

  private AggregatedHttpResponse show(Call call) {
    if (secret.isEmpty()) {
      return page(HttpStatus.NOT_FOUND, SWITCHED_OFF, "");
    }
    return claim(call)
        .map(
            claim ->
                page(
                    HttpStatus.OK,
                    question(claim),
                    BUTTON.formatted(
                        claim.alert().isPresent() ? "Mute this alert" : "Stop the overview")))
        .orElseGet(() -> page(HttpStatus.NOT_FOUND, NOT_OURS, ""));
  }

  private AggregatedHttpResponse act(Call call) {
    if (secret.isEmpty()) {
      return page(HttpStatus.NOT_FOUND, SWITCHED_OFF, "");
    }
    Optional<Claim> claim = claim(call);
    if (claim.isEmpty()) {
      return page(HttpStatus.NOT_FOUND, NOT_OURS, "");
    }
    try {
      members.unsubscribe(claim.get());
    } catch (UnknownNameException e) {
      return page(HttpStatus.NOT_FOUND, NO_MEMBER, "");
    }
    return page(HttpStatus.OK, done(claim.get()), "");
  }

  private Optional<Claim> claim(Call call) {
    return secret.flatMap(text -> UnsubscribeToken.read(call.place("token"), text.getBytes(UTF_8)));
  }

  private static String question(Claim claim) {
    return claim
        .alert()
        .map(
            alert ->
                "Shall <b>"
                    + escaped(claim.member())
                    + "</b> get no more messages of the alert <b>"
                    + escaped(alert)
                    + "</b>? It is evaluated as before, and others are told as before.")
        .orElseGet(
            () ->
                "Shall <b>"
                    + escaped(claim.member())
                    + "</b> get no more daily overviews of the project <b>"
                    + escaped(claim.project())
                    + "</b>?");
  }

  private static String done(Claim claim) {
    return claim
        .alert()
        .map(
            alert ->
                "Done: <b>"
                    + escaped(claim.member())
                    + "</b> gets no more messages of <b>"
                    + escaped(alert)
                    + "</b>. <code>telltale alert unmute</code> takes that back.")
        .orElseGet(
            () ->
                "Done: <b>"
                    + escaped(claim.member())
                    + "</b> gets no more daily overviews."
                    + " <code>telltale member overview</code> takes that back.");
  }

  private static AggregatedHttpResponse page(HttpStatus status, String text, String more) {
    return AggregatedHttpResponse.of(
        ResponseHeaders.builder(status)
            .contentType(MediaType.HTML_UTF_8)
            .add(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .add(HttpHeaderNames.REFERRER_POLICY, "no-referrer")
            .add(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
            .add(
                HttpHeaderNames.CONTENT_SECURITY_POLICY,
                "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors"
                    + " 'none'")
            .build(),
        HttpData.ofUtf8(LAYOUT.formatted(text, more)));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
