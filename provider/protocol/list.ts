import {
  ListResponse,
  type ListRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import type { ListItem } from "../resource/values/requests";
import { holdsUnknown } from "../resource/values/properties";
import type { CallScope } from "./calls";
import { decodeOrThrow } from "./decode";
import { wellFormed } from "./encode";

/** One page of List: the results, then the token for the next page (docs/clouds/pulumi.md#list). */
export async function* listPage(
  request: ListRequest,
  { run, host }: CallScope,
): AsyncGenerator<ListResponse> {
  const query = decodeOrThrow(request.getQuery());
  if (holdsUnknown(query.values)) {
    yield new ListResponse().setComputed(new ListResponse.Computed());
    return;
  }
  const page = run.listings.page(
    {
      limit: request.getLimit(),
      pageSize: request.getPageSize(),
      token: request.getContinuationToken(),
    },
    (limit) =>
      run.provider.list({ token: request.getToken(), query, limit }, host),
  );
  const next = yield* mapped(page, toResult);
  yield new ListResponse().setContinuation(
    new ListResponse.Continuation().setContinuationToken(next),
  );
}

function toResult(item: ListItem): ListResponse {
  return new ListResponse().setResult(
    new ListResponse.Result().setId(item.id).setName(wellFormed(item.name)),
  );
}

/** Like `yield*`, with each item mapped. Also ends `items` when its own consumer stops. */
async function* mapped<Item, Result, End>(
  items: AsyncGenerator<Item, End>,
  map: (item: Item) => Result,
): AsyncGenerator<Result, End> {
  try {
    for (;;) {
      const next = await items.next();
      if (next.done === true) return next.value;
      yield map(next.value);
    }
  } finally {
    await items.return(undefined as End);
  }
}
