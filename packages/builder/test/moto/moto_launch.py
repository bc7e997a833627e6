"""
Moto's own server, with a compatibility fix and without work that a test does not need. Most of the time of the tests
against moto was its own.
"""

import gc
import json
import sys
from functools import cache, lru_cache

from botocore.loaders import Loader
from flask import debughelpers
from jinja2 import Environment
from moto import backends
from moto.core import responses
from moto.iam import models as iam
from moto.moto_server.werkzeug_app import DomainDispatcherApplication as App
from moto.server import main
from werkzeug.serving import WSGIRequestHandler

MAPPINGS = "/event-source-mappings"


def accept_mappings_without_slash() -> None:
    """
    AWS SDK v3 calls /2015-03-31/event-source-mappings without the trailing slash, but the service model of this version
    of moto requires it and returns 404.
    """
    operations = Loader().load_service_model("lambda", "service-2")["operations"]
    if not operations["CreateEventSourceMapping"]["http"]["requestUri"].endswith("/"):
        return
    plain = App.__call__

    def call(self, environ, start_response):
        if environ.get("PATH_INFO", "").endswith(MAPPINGS):
            for key in ("PATH_INFO", "RAW_URI", "REQUEST_URI"):
                if key in environ:
                    environ[key] = environ[key].replace(MAPPINGS, MAPPINGS + "/", 1)
        return plain(self, environ, start_response)

    App.__call__ = call


def remember_routes() -> None:
    """Moto lists its folders and the methods of a service, and looks for the service of a host, for each request."""
    modules = list(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: modules
    responses.method_names_from_class = cache(responses.method_names_from_class)
    App.get_backend_for_host = lru_cache(1000)(App.get_backend_for_host)


def remember_templates() -> None:
    """
    Moto compiles the template of an error or a role each time. What is kept is their code only: a template refers to an
    environment of its own, and these are never freed once they are in a cache.
    """
    compile_anew = Environment.compile
    code_of = {}

    def compile(self, source, name=None, filename=None, raw=False, defer_init=False):
        if not isinstance(source, str):
            return compile_anew(self, source, name, filename, raw, defer_init)
        settings = (self.autoescape, self.trim_blocks, self.lstrip_blocks, tuple(self.extensions))
        key = (source, name, filename, raw, defer_init, settings)
        if key not in code_of:
            # Some sources contain the values.
            if len(code_of) > 1000:
                code_of.clear()
            code_of[key] = compile_anew(self, source, name, filename, raw, defer_init)
        return code_of[key]

    Environment.compile = compile


def skip_upload_help() -> None:
    """Flask makes a class for each request to explain a mistake in an upload. It takes memory until it is collected."""
    debughelpers.attach_enctype_error_multidict = lambda _: None


def offer_few_policies() -> None:
    """Each account, and so each test, has objects for all of AWS's own policies: 1,300 of them, 4 MB and 50 ms."""
    all_policies = json.loads(iam.aws_managed_policies_data)
    few = {name: data for name, data in all_policies.items() if name.startswith(("AWSLambda", "AWSXRay", "AmazonS3"))}
    iam.aws_managed_policies_data = json.dumps(few)


def log_no_requests() -> None:
    """To write a line takes longer than most requests, and they wait for each other meanwhile."""
    WSGIRequestHandler.log_request = lambda *_, **__: None


def collect_garbage_seldom() -> None:
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


accept_mappings_without_slash()
remember_routes()
remember_templates()
skip_upload_help()
offer_few_policies()
log_no_requests()
collect_garbage_seldom()
sys.argv[0] = "moto_server"
main()
