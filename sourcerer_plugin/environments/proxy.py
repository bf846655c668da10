"""QGIS's proxy settings, as pip reads them."""

from __future__ import annotations

from qgis.core import QgsNetworkAccessManager
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkProxy

_SCHEMES = {
    QNetworkProxy.ProxyType.HttpProxy: "http",
    QNetworkProxy.ProxyType.HttpCachingProxy: "http",
    QNetworkProxy.ProxyType.Socks5Proxy: "socks5h",
}


def proxy_variables() -> dict[str, str]:
    """Environment variables for the proxy of Settings ▸ Options ▸ Network; none without one.

    Call it in the main thread. A password is in there: it belongs into no log.
    """
    manager = QgsNetworkAccessManager.instance()
    proxy = manager.fallbackProxy()
    scheme = _SCHEMES.get(proxy.type())
    if scheme is None or not proxy.hostName():
        return {}
    url = QUrl()
    url.setScheme(scheme)
    url.setHost(proxy.hostName())
    if proxy.port():
        url.setPort(proxy.port())
    # Decoded mode: a % or an @ in a password is itself, and encoded in the address.
    url.setUserName(proxy.user(), QUrl.ParsingMode.DecodedMode)
    url.setPassword(proxy.password(), QUrl.ParsingMode.DecodedMode)
    address = bytes(url.toEncoded()).decode("ascii")
    variables = {"http_proxy": address, "https_proxy": address}
    without = [QUrl(text).host() or text for text in manager.excludeList() + manager.noProxyList()]
    if without:
        variables["no_proxy"] = ",".join(dict.fromkeys(without))
    return variables
