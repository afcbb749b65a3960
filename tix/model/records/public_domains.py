"""Domains of mail services that anybody can have an address at: they tell of no customer."""

_NAMES = """
    126.com 163.com 21cn.com abv.bg aim.com alice.it aliyun.com aol.com arcor.de att.net
    bell.net bellsouth.net bigpond.com bluewin.ch blueyonder.co.uk bol.com.br btinternet.com
    btopenworld.com caiway.nl centrum.cz charter.net chello.nl comcast.net cox.net daum.net
    disroot.org duck.com earthlink.net eircom.net email.com email.cz email.de excite.com
    fastmail.com fastmail.fm foxmail.com free.fr freemail.hu freenet.de freeserve.co.uk
    frontier.com gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.fr gmx.net gmx.us googlemail.com
    hanmail.net hey.com home.nl hotmail.be hotmail.ca hotmail.ch hotmail.co.jp hotmail.co.th
    hotmail.co.uk hotmail.com hotmail.com.ar hotmail.com.br hotmail.com.mx hotmail.com.tr
    hotmail.de hotmail.es hotmail.fr hotmail.gr hotmail.it hotmail.nl hotmail.se hushmail.com
    icloud.com ig.com.br inbox.com inbox.lv inbox.ru interia.pl iol.pt juno.com kabelmail.de
    kpnmail.nl laposte.net libero.it list.ru live.at live.be live.ca live.cn live.co.uk live.com
    live.com.ar live.com.au live.com.mx live.com.pt live.de live.dk live.fi live.fr live.ie
    live.in live.it live.jp live.nl live.no live.ru live.se lycos.com mac.com mail.bg mail.com
    mail.de mail.ee mail.ru mailbox.org mailfence.com me.com msn.com mweb.co.za naver.com
    netcologne.de netscape.net netvigator.com netzero.net neuf.fr nifty.com ntlworld.com o2.pl
    oi.com.br onet.pl online.de online.no optonline.net optusnet.com.au orange.fr orange.net
    outlook.at outlook.be outlook.cl outlook.co.id outlook.co.il outlook.co.nz outlook.co.th
    outlook.com outlook.com.ar outlook.com.au outlook.com.br outlook.com.tr outlook.com.vn
    outlook.cz outlook.de outlook.dk outlook.es outlook.fr outlook.hu outlook.ie outlook.in
    outlook.it outlook.jp outlook.kr outlook.lv outlook.my outlook.ph outlook.pt outlook.sa
    outlook.sg outlook.sk passport.com planet.nl pm.me post.cz post.sk posta.it posteo.de
    posteo.net prodigy.net.mx proton.me protonmail.ch protonmail.com qq.com rambler.ru
    rediffmail.com riseup.net rocketmail.com rogers.com rr.com runbox.com sapo.pt sbcglobal.net
    seznam.cz sfr.fr shaw.ca sina.cn sina.com sky.com skynet.be sohu.com startmail.com
    suddenlink.net swissonline.ch sympatico.ca t-online.de talktalk.net telenet.be teleworm.us
    telia.com terra.com.br tin.it tiscali.co.uk tiscali.it tuta.com tuta.io tutamail.com
    tutanota.com tutanota.de tvcablenet.be ukr.net uol.com.ar uol.com.br usa.net verizon.net
    videotron.ca virgilio.it virgin.net virginmedia.com vodafone.de volny.cz wanadoo.es
    wanadoo.fr web.de windowslive.com windstream.net wp.pl xs4all.nl xtra.co.nz ya.ru yahoo.ca
    yahoo.cn yahoo.co.id yahoo.co.in yahoo.co.jp yahoo.co.kr yahoo.co.nz yahoo.co.th yahoo.co.uk
    yahoo.co.za yahoo.com yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.cn yahoo.com.hk
    yahoo.com.mx yahoo.com.my yahoo.com.ph yahoo.com.sg yahoo.com.tr yahoo.com.tw yahoo.com.vn
    yahoo.de yahoo.dk yahoo.es yahoo.fr yahoo.gr yahoo.hu yahoo.ie yahoo.in yahoo.it yahoo.nl
    yahoo.no yahoo.pl yahoo.pt yahoo.ro yahoo.se yandex.by yandex.com yandex.kz yandex.ru
    yandex.ua yeah.net ymail.com ziggo.nl zoho.com zoho.eu zohomail.com zonnet.nl
"""

PUBLIC_DOMAINS = frozenset(_NAMES.split())
"""In lower case."""
