// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/**
 * Posts JSON, and tells refusals apart. Redirects are not followed: what is signed for one address
 * is not for another.
 */
public final class HttpPost {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int TIMEOUT = 408;

  private final HttpClient http;
  private final Duration timeout;
  private final String receiver;

  /**
   * Makes one.
   *
   * @param receiver for people, such as: Alertmanager
   * @param timeout of one request, from connecting to the end of the answer
   */
  public HttpPost(String receiver, Duration timeout) {
    this.receiver = receiver;
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * Returns when it was taken.
   *
   * @throws DeliveryException when it was not; passing when nobody answered, and after 408, 429 and
   *     5xx
   */
  public void post(URI to, String body, Map<String, String> headers) throws DeliveryException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(to)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    HttpResponse<Void> answer;
    try {
      answer = http.send(request.build(), HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      throw DeliveryException.passing(
          receiver + " cannot be reached: " + e.getClass().getSimpleName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DeliveryException.lasting("stopped");
    }
    check(answer);
  }

  private void check(HttpResponse<Void> answer) throws DeliveryException {
    int status = answer.statusCode();
    if (status >= 200 && status < 300) {
      return;
    }
    String detail = receiver + " answered " + status;
    if (status == TOO_MANY_REQUESTS || status == TIMEOUT || status >= 500) {
      throw DeliveryException.passing(detail, retryAfter(answer));
    }
    throw DeliveryException.lasting(detail);
  }

  private static Duration retryAfter(HttpResponse<Void> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("\\d{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .orElse(Duration.ZERO);
  }
}
