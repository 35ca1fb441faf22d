// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import dev.telltale.gateway.imports.ImportReport;

/**
 * What an import answers: 200 when all lines were looked at, whatever became of each; else the
 * status of what stopped it, with the line to go on from.
 */
final class ImportAnswers {
  private ImportAnswers() {}

  static HttpResponse http(ImportReport report, boolean dryRun) {
    HttpData body = HttpData.wrap(json(report, dryRun).toString().getBytes(UTF_8));
    if (report.stop().isEmpty()) {
      return HttpResponse.of(HttpStatus.OK, MediaType.JSON, body);
    }
    return HttpResponse.of(Answers.headers(report.stop().get().why(), BodyFormat.JSON), body);
  }

  private static ObjectNode json(ImportReport report, boolean dryRun) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("dryRun", dryRun)
            .put("acceptedLines", report.acceptedLines())
            .put("rejectedLines", report.rejectedLines())
            .put("acceptedSpans", report.acceptedSpans())
            .put("rejectedSpans", report.rejectedSpans());
    ArrayNode rejections = json.putArray("rejections");
    report
        .rejections()
        .forEach(
            rejection ->
                rejections
                    .addObject()
                    .put("line", rejection.line())
                    .put("reason", rejection.reason()));
    report
        .stop()
        .ifPresent(
            stop -> json.put("nextLine", stop.nextLine()).put("message", stop.why().message()));
    return json;
  }
}
