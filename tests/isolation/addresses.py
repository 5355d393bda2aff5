"""Every address of both hosts, found by walking the resolvers, and an id for each part of each address.

An address or a part nobody taught here is an error of the test, so that a new page cannot slip past it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver

from tests.isolation.privacy import code_of
from tests.isolation.world import Place

Sample = Callable[[Place], object]


@dataclass(frozen=True)
class Address:
    """One pattern. `route` is its text with the names of its parts."""

    route: str
    view: Any
    parts: tuple[str, ...]

    @property
    def access(self) -> str:
        return str(getattr(self.view, "kontor_access", "undeclared"))

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api/v1/")

    @property
    def is_directory(self) -> bool:
        """Of SCIM: for who comes with the secret of a connection, and no person at all."""
        return self.route.startswith("scim/")

    def path(self, place: Place, own: Mapping[str, object] | None = None) -> str:
        """The address with the ids of `place` in it; `own` says other values, keyed as `SAMPLES`."""
        text = self.route
        for part in self.parts:
            value = (own or {}).get(f"{self.route} {part}") or sample(self.route, part)(place)
            text = text.replace(_slot(self.route, part), str(value))
        return "/" + text


def _slot(route: str, part: str) -> str:
    start = route.rindex("<", 0, route.index(f":{part}>"))
    return route[start : route.index(">", start) + 1]


def walk(urlconf: str) -> list[Address]:
    """All patterns of a host; the gallery exists only in tests."""
    found = [Address(route, one.callback, tuple(one.pattern.converters)) for route, one in _patterns(urlconf)]
    return [one for one in found if not one.route.startswith("ui/gallery/")]


def _patterns(urlconf: str) -> Iterator[tuple[str, URLPattern]]:
    def inside(resolver: Any, prefix: str) -> Iterator[tuple[str, URLPattern]]:
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                yield from inside(one, prefix + str(one.pattern))
            else:
                yield prefix + str(one.pattern), one

    yield from inside(get_resolver(urlconf), "")


def of_one(name: str) -> Sample:
    """An id of the first pair of companies."""
    return lambda place: place.one.ids[name]


def fixed(value: object) -> Sample:
    return lambda place: value


# What stands for a part of an address: by the name of the part, or by "<route> <name>" where one route differs.
SAMPLES: dict[str, Sample] = {
    "company_id": lambda place: place.one.buyer,
    "membership_id": lambda place: place.ids["membership:one_buyer"],
    "session_id": lambda place: place.ids["session:one_buyer"],
    "user_id": lambda place: place.visitors["one_buyer"].who.id,
    "passkey_id": lambda place: place.ids["passkey:one_buyer"],
    "key_id": lambda place: place.ids["key:one_buyer"],
    "document_id": of_one("document"),
    "item_id": of_one("item"),
    "sheet_id": of_one("sheet"),
    "api/v1/quick-orders/<uuid:sheet_id>:draft sheet_id": of_one("asking_sheet"),
    "recurring_id": of_one("recurring"),
    "verb": fixed("pause"),
    "part_number_id": of_one("part_number"),
    "list_id": of_one("requisition_list"),
    "warehouse_id": of_one("warehouse"),
    "api/v1/warehouses/<uuid:warehouse_id>:open warehouse_id": of_one("empty_warehouse"),
    "balance_id": of_one("balance"),
    "quarantine_id": of_one("quarantine"),
    "transfer_id": of_one("transfer"),
    "difference_id": of_one("transfer_difference"),
    "stock/transfers/differences/<uuid:difference_id>/<slug:step>/ step": fixed("count-target"),
    "api/v1/transfer-differences/<uuid:difference_id>:settle difference_id": of_one("claimed_difference"),
    "api/v1/transfer-differences/<uuid:difference_id>:return difference_id": of_one("transfer_surplus"),
    "bin_id": of_one("bin"),
    "point_id": of_one("reorder_point"),
    "alert_id": of_one("stock_alert"),
    **{
        f"{front}<uuid:alert_id>{rest} alert_id": of_one("anomaly")
        for front, rests in {
            "alerts/": ("/", "/take/", "/confirm/", "/dismiss/", "/release/"),
            "api/v1/alerts/": ("", ":take", ":confirm", ":dismiss", ":release"),
        }.items()
        for rest in rests
    },
    "alerts/rules/<slug:code>/ code": fixed("A4"),
    "supply_id": of_one("supply"),
    "step": fixed("release"),
    "stock/supplies/<uuid:supply_id>/<slug:step>/ step": fixed("receive"),
    "stock/lots/<uuid:lot_id>/ lot_id": of_one("stock_lot"),
    "api/v1/stock/lots/<uuid:lot_id> lot_id": of_one("stock_lot"),
    "stock/transfers/<uuid:transfer_id>/<slug:step>/ step": fixed("approve"),
    **{
        f"{route} transfer_id": of_one(name)
        for name, routes in {
            "approved_transfer": ("api/v1/transfers/<uuid:transfer_id>:dispatch",),
            "sent_transfer": (
                "stock/transfers/<uuid:transfer_id>/receive/",
                "stock/transfers/<uuid:transfer_id>/close/",
                "api/v1/transfers/<uuid:transfer_id>:receive",
                "api/v1/transfers/<uuid:transfer_id>:close",
            ),
        }.items()
        for route in routes
    },
    "count_id": of_one("count"),
    "line_id": of_one("count_line"),
    "stock/counts/<uuid:count_id>/lines/<uuid:line_id>/decide/ count_id": of_one("review"),
    "stock/counts/<uuid:count_id>/lines/<uuid:line_id>/decide/ line_id": of_one("review_line"),
    "api/v1/counts/lines/<uuid:line_id>:decide line_id": of_one("review_line"),
    "listing_id": of_one("listing"),
    "take": lambda _place: 2,
    "record_id": of_one("act"),
    "pack_id": of_one("pack"),
    "drill_id": of_one("drill"),
    "size": fixed(1),
    "old": fixed(1),
    "new": fixed(2),
    **{
        f"{route} listing_id": of_one(word)
        for word, routes in {
            "waiting_listing": (
                "market/<uuid:listing_id>/takes/<int:take>/answer/",
                "api/v1/listings/<uuid:listing_id>:answer-take",
            ),
            "approval_listing": (
                "market/<uuid:listing_id>/takes/<int:take>/approve/",
                "api/v1/listings/<uuid:listing_id>:approve-take",
            ),
            "review_listing": ("market/<uuid:listing_id>/review/", "api/v1/listings/<uuid:listing_id>:review"),
            "over_listing": ("market/<uuid:listing_id>/audit-file/",),
        }.items()
        for route in routes
    },
    "event_id": of_one("event"),
    "lot_id": of_one("lot"),
    "events/<uuid:event_id>/audit-file/ event_id": of_one("over_event"),
    "api/v1/events/<uuid:event_id>/replay event_id": of_one("ended_event"),
    "api/v1/lots/<uuid:lot_id>/audit-file lot_id": of_one("over_lot"),
    **{
        f"requests/<uuid:event_id>/{rest} event_id": of_one("request")
        for rest in (
            "threads/<int:number>/",
            "threads/<int:number>/counter/",
            "quote/",
            "accept/",
            "accept-secrecy/",
            "decline/",
            "withdraw/",
            "final-offers/",
            "basis/",
            "award/",
            "award/approve/",
            "award/reject/",
            "close/",
            "guests/",
            "guests/<uuid:guest_id>/repeat/",
            "guests/<uuid:guest_id>/withdraw/",
            "comparison.csv",
        )
    },
    **{
        f"api/v1/lots/<uuid:lot_id>/quotation{verb} lot_id": of_one("request_lot")
        for verb in (
            "",
            ":quote",
            ":accept",
            ":accept-secrecy",
            ":decline",
            ":withdraw",
            ":counter",
            ":ask-final-offers",
            ":set-basis",
            ":award",
            ":approve",
            ":reject",
            ":close",
        )
    },
    **{
        f"api/v1/lots/<uuid:lot_id>/guests{rest} lot_id": of_one("request_lot")
        for rest in ("", "/<uuid:guest_id>:repeat", "/<uuid:guest_id>:withdraw")
    },
    "guest_id": of_one("guest"),
    **{
        route: of_one("request")
        for route in (
            "events/<uuid:event_id>/questions/ event_id",
            "events/<uuid:event_id>/questions/<int:number>/answer/ event_id",
            "events/<uuid:event_id>/change/ event_id",
            "events/<uuid:event_id>/changes/ event_id",
            "events/<uuid:event_id>/changes/confirm/ event_id",
            "api/v1/events/<uuid:event_id>/questions event_id",
            "api/v1/events/<uuid:event_id>/amendments event_id",
            "api/v1/events/<uuid:event_id>:confirm-amendment event_id",
        )
    },
    "question_id": of_one("question"),
    "draft_id": of_one("event_draft"),
    "events/drafts/<uuid:draft_id>/publish/ draft_id": of_one("submitted_draft"),
    "events/drafts/<uuid:draft_id>/return/ draft_id": of_one("submitted_draft"),
    "api/v1/event-drafts/<uuid:draft_id>:publish draft_id": of_one("submitted_draft"),
    "api/v1/event-drafts/<uuid:draft_id>:return draft_id": of_one("submitted_draft"),
    "number": fixed(1),
    "mode": fixed("english_auction"),
    "kind": fixed("template"),
    "code": fixed("world-template"),
    "api/v1/lots/<uuid:lot_id>:set-terms lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>:admit lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>:invite-bidders lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>/sealed-bids:reveal lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>/candidates lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>/objections lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>/objections:answer lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>/beacon lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>/signs lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>/opener-requests lot_id": of_one("tender_lot"),
    "api/v1/opener-requests/<uuid:request_id>:answer request_id": of_one("opener_request"),
    "tenders/requests/<uuid:request_id>/answer/ request_id": of_one("opener_request"),
    "tenders/openings/<uuid:lot_id>/ lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>:exclude-bid lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>:award lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>:end lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>/sealed-bids lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>/sealed-bids:withdraw lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>/opening lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>/opening:close lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>/scores lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>/scores:lock lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>/justifications lot_id": of_one("tender_lot"),
    "api/v1/lots/<uuid:lot_id>/justifications:judge lot_id": of_one("tender_lot"),
    "tenders/keys/<uuid:key_id>/retire/ key_id": of_one("opener_key"),
    "api/v1/opener-keys/<uuid:key_id>:retire key_id": of_one("opener_key"),
    "deposit_id": of_one("deposit"),
    "deposits/<uuid:deposit_id>/release/ deposit_id": of_one("held_deposit"),
    "deposits/<uuid:deposit_id>/forfeit/ deposit_id": of_one("held_deposit"),
    "deposits/<uuid:deposit_id>/return/ deposit_id": of_one("owed_deposit"),
    "api/v1/deposits/<uuid:deposit_id>:release deposit_id": of_one("held_deposit"),
    "api/v1/deposits/<uuid:deposit_id>:forfeit deposit_id": of_one("held_deposit"),
    "api/v1/deposits/<uuid:deposit_id>:return deposit_id": of_one("owed_deposit"),
    "qualification_id": of_one("qualification"),
    "companies/<uuid:company_id>/qualifications/<uuid:qualification_id>/judge/ qualification_id": of_one("handed_in"),
    "api/v1/qualifications/<uuid:qualification_id>:judge qualification_id": of_one("handed_in"),
    "requirement_id": of_one("requirement"),
    "events/<uuid:event_id>/rerun/ event_id": of_one("over_event"),
    "api/v1/events/<uuid:event_id>:rerun event_id": of_one("over_event"),
    "connection_id": of_one("connection"),
    "message_id": of_one("sync_message"),
    "disagreement_id": of_one("difference"),
    "delivery_id": of_one("delivery"),
    "file_id": of_one("stock_file"),
    "comparison_id": of_one("comparison"),
    "approval_id": of_one("approval"),
    "policy_id": of_one("policy"),
    "limit_id": of_one("limit"),
    "proposal_id": of_one("limit_proposal"),
    "delegation_id": of_one("delegation"),
    "duty_id": of_one("duty"),
    "order_draft_id": of_one("order_draft"),
    "exception_id": of_one("exception"),
    "attempt_id": of_one("attempt"),
    "payments/transfers/<uuid:attempt_id>/ask/ attempt_id": of_one("failed_attempt"),
    "api/v1/payment-attempts/<uuid:attempt_id>:ask attempt_id": of_one("failed_attempt"),
    "surplus_id": of_one("surplus"),
    "deal_id": of_one("deal"),
    "order_id": of_one("order"),
    "group_id": of_one("group"),
    "prepayment_id": of_one("prepayment"),
    "terms_id": of_one("terms"),
    "claim_id": of_one("claim"),
    "refund_id": of_one("refund"),
    "amendment_id": of_one("amendment"),
    "orders/<uuid:order_id>/amend/ order_id": of_one("open_order"),
    "terms/orders/<uuid:order_id>/ order_id": of_one("open_order"),
    "api/v1/orders/<uuid:order_id>/payment-plan order_id": of_one("open_order"),
    "api/v1/orders/<uuid:order_id>:choose-terms order_id": of_one("open_order"),
    "process_id": of_one("process"),
    "return_id": of_one("return"),
    "shipment_id": of_one("shipment"),
    "payment_id": of_one("payment"),
    "invoice_id": of_one("invoice"),
    "price_list_id": of_one("buyer_price_list"),
    "key": lambda place: place.one.files[0],
    "role_id": lambda place: place.ids["role:one_buyer"],
    "review_id": lambda place: place.ids["review:one_buyer"],
    "separation_id": lambda place: place.ids["separation:one_buyer"],
    **{
        f"{route} request_id": lambda place: place.ids["grant_request:one_buyer"]
        for route in (
            "people/requests/<uuid:request_id>/approve/",
            "people/requests/<uuid:request_id>/reject/",
            "people/requests/<uuid:request_id>/withdraw/",
            "api/v1/grant-requests/<uuid:request_id>",
            "api/v1/grant-requests/<uuid:request_id>:approve",
            "api/v1/grant-requests/<uuid:request_id>:reject",
            "api/v1/grant-requests/<uuid:request_id>:withdraw",
        )
    },
    "provider_id": lambda place: place.ids["provider:one_buyer"],
    "people/sign-on/<uuid:provider_id>/activate/ provider_id": lambda place: place.ids["provider_draft:one_buyer"],
    "api/v1/identity-providers/<uuid:provider_id>:activate provider_id": lambda place: place.ids[
        "provider_draft:one_buyer"
    ],
    "people/sign-on/<uuid:provider_id>/keys/<uuid:key_id>/end/ key_id": lambda place: place.ids[
        "provider_key:one_buyer"
    ],
    "api/v1/identity-provider-keys/<uuid:key_id>:end key_id": lambda place: place.ids["provider_key:one_buyer"],
    "identity_id": lambda place: place.ids["identity:one_buyer"],
    "arrival_id": of_one("nothing"),
    "people/sign-on/new/<slug:kind>/ kind": fixed("oidc"),
    "permission": fixed("orders.view_order"),
    "version_id": lambda place: place.ids["ruleset"],
    "token": fixed("no-such-token"),
    "client_id": lambda place: place.ids["client:one_buyer"],
    "directory_id": lambda place: place.ids["directory:one_buyer"],
    "person_id": lambda place: place.ids["directory_person:one_buyer"],
    "scim/v2/ResourceTypes/<str:name> name": fixed("User"),
    "scim/v2/Schemas/<str:name> name": fixed("none"),
    "rest": fixed("Bulk"),
    "profiles": fixed("gdpr"),
    "group": fixed("general"),
    "rule": fixed("general.currency"),
    "before": fixed(1),
    "after": fixed(1),
    "orders/<uuid:order_id>/cancel/ order_id": of_one("open_order"),
    **{
        f"{route} order_id": of_one("open_order")
        for route in (
            "orders/<uuid:order_id>/split/",
            "orders/<uuid:order_id>/unsplit/",
            "orders/<uuid:order_id>/delivery/",
            "orders/<uuid:order_id>/cancel-rest/",
            "api/v1/orders/<uuid:order_id>:cancel-rest",
            "api/v1/orders/<uuid:order_id>/parts:preview",
            "api/v1/orders/<uuid:order_id>:split",
            "api/v1/orders/<uuid:order_id>:unsplit",
            "api/v1/orders/<uuid:order_id>:set-delivery",
        )
    },
    "api/v1/joint-deliveries/<uuid:delivery_id>:undo delivery_id": of_one("joint_delivery"),
    "orders/deliveries/<uuid:delivery_id>/undo/ delivery_id": of_one("joint_delivery"),
    "shipments/<uuid:shipment_id>/ship/ shipment_id": of_one("open_shipment"),
    "shipments/<uuid:shipment_id>/receive/ shipment_id": of_one("sent_shipment"),
    "invoices/<uuid:invoice_id>/pay/ invoice_id": of_one("owed_invoice"),
    "api/v1/companies/<uuid:company_id>:reactivate company_id": of_one("suspended_company"),
    "api/v1/members/<uuid:membership_id>:repeat-invitation membership_id": lambda place: place.ids[
        "membership:invited"
    ],
    "api/v1/orders/<uuid:order_id>:cancel order_id": of_one("open_order"),
    "api/v1/shipments/<uuid:shipment_id>:ship shipment_id": of_one("open_shipment"),
    "api/v1/shipments/<uuid:shipment_id>:receive shipment_id": of_one("sent_shipment"),
    "shipments/<uuid:shipment_id>/hold/ shipment_id": of_one("open_shipment"),
    "shipments/<uuid:shipment_id>/release/ shipment_id": of_one("held_shipment"),
    "shipments/<uuid:shipment_id>/lost/ shipment_id": of_one("sent_shipment"),
    "shipments/<uuid:shipment_id>/surplus/ shipment_id": of_one("sent_shipment"),
    "api/v1/shipments/<uuid:shipment_id>:hold shipment_id": of_one("open_shipment"),
    "api/v1/shipments/<uuid:shipment_id>:release shipment_id": of_one("held_shipment"),
    "api/v1/shipments/<uuid:shipment_id>:report-lost shipment_id": of_one("sent_shipment"),
    "api/v1/shipments/<uuid:shipment_id>/surpluses shipment_id": of_one("sent_shipment"),
    "mechanism_id": lambda place: place.ids["mechanism"],
    **{
        f"transfers/authorities/<uuid:request_id>/{verb}/ request_id": lambda place: place.ids["authority"]
        for verb in ("approve", "refuse", "hand-over")
    },
    "visit_id": lambda place: place.ids["visit"],
    "transfers/residency/<str:day>/file/ day": fixed("2026-01-01"),
    "request_id": of_one("subject_request"),
    "my-data/requests/<uuid:request_id>/answer/<slug:form>/ request_id": of_one("answered_request"),
    "privacy/requests/<uuid:request_id>/answer/<slug:form>/ request_id": of_one("answered_request"),
    "privacy/requests/<uuid:request_id>/<slug:step>/ step": fixed("extend"),
    "api/v1/privacy/requests/<uuid:request_id>:acknowledge request_id": of_one("written_request"),
    "api/v1/privacy/requests/<uuid:request_id>:ask-identity request_id": of_one("written_request"),
    "api/v1/privacy/requests/<uuid:request_id>:confirm-identity request_id": of_one("written_request"),
    "api/v1/privacy/requests/<uuid:request_id>:carry-out request_id": of_one("objecting_request"),
    "api/v1/privacy/requests/<uuid:request_id>:answer request_id": of_one("explained_request"),
    "api/v1/privacy/requests/<uuid:request_id>:lift-restriction request_id": of_one("restricted_request"),
    "breach_id": of_one("breach"),
    "api/v1/privacy/breaches/<uuid:breach_id>:close breach_id": of_one("harmless_breach"),
    "hold_id": of_one("hold"),
    "assessment_id": of_one("assessment"),
    "api/v1/privacy/purposes/<slug:code>:retire code": code_of,
    "form": fixed("read"),
    "duty": fixed("authority"),
    "act": fixed("withdraw"),
    # Parts of the console; the ids are of nothing, because operators may see every marketplace's record.
    "tenant_id": lambda place: place.ref.id,
    "run_id": of_one("nothing"),
    "job_id": of_one("nothing"),
    "grant_id": of_one("nothing"),
    **{
        f"console/operators/support/<uuid:request_id>/{verb}/ request_id": of_one("nothing")
        for verb in ("enter", "end")
    },
    "seq": fixed(2**40),
    "change": fixed("suspend"),
}
# Parts that name no object of a marketplace.
NOT_IDS = frozenset(
    {
        "token",
        "rest",
        "group",
        "mode",
        "rule",
        "profiles",
        "before",
        "after",
        "kind",
        "code",
        "number",
        "take",
        "verb",
        "step",
        "size",
        "old",
        "new",
        "permission",
        "day",
        "form",
        "duty",
        "act",
    }
)
# What every company of a marketplace may open although it is another's: goods, offers, roles, rules.
FOR_ALL_MEMBERS = frozenset(
    {
        "sign-in/with/<uuid:provider_id>/",
        "sign-in/with/<uuid:provider_id>/metadata/",
        "sign-in/with/<uuid:provider_id>/keys/",
        "catalogue/<uuid:item_id>/",
        "market/<uuid:listing_id>/",
        "market/<uuid:listing_id>/sum/",
        "api/v1/items/<uuid:item_id>",
        "api/v1/listings/<uuid:listing_id>",
        "api/v1/listings/<uuid:listing_id>/waiting-takes",
        "api/v1/rights/<str:permission>/holders",
        "api/v1/rulesets/rules/<str:rule>",
        "api/v1/rulesets/schemas/<slug:group>",
        "api/v1/audit/log/heads/<int:size>",
        "api/v1/audit/log/consistency/<int:old>/<int:new>",
    },
)


def sample(route: str, part: str) -> Sample:
    """Fails for a part that nobody taught."""
    found = SAMPLES.get(f"{route} {part}") or SAMPLES.get(part)
    assert found is not None, f"teach the isolation test about <{part}> of {route} (tests/isolation/addresses.py)"
    return found


def text_of(response: HttpResponseBase) -> str:
    """Everything the answer gives away: body, streamed or not, and headers."""
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined, arg-type]
    return f"{dict(response.headers)} {body.decode('utf-8', 'replace')}"
